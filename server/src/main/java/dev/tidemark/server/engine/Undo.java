package dev.tidemark.server.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/// How to take back what was decided since a mark: of a group that cannot be accepted as a whole,
/// nothing may stay. Outside of groups nothing is remembered.
final class Undo {

    private final Deque<Runnable> steps = new ArrayDeque<>();
    private boolean remembering;

    /// Starts to remember.
    void mark() {
        steps.clear();
        remembering = true;
    }

    /// Stops to remember; all that was done since the mark stays.
    void forget() {
        steps.clear();
        remembering = false;
    }

    /// Remembers how to take back one step.
    void add(Runnable step) {
        if (remembering) {
            steps.push(step);
        }
    }

    /// Takes back everything since the mark, the last step first; the mark stays.
    void backToMark() {
        while (!steps.isEmpty()) {
            steps.pop().run();
        }
    }
}

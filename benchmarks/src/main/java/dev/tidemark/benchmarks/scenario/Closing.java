package dev.tidemark.benchmarks.scenario;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Things to close, the last one first: also when the next one could not be opened.
final class Closing implements AutoCloseable {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /// This is to be closed too.
    <T extends AutoCloseable> T add(T thing) {
        open.push(thing);
        return thing;
    }

    /// Everything so far is to be closed by whoever asks for it, and no longer here.
    Closing keep() {
        Closing kept = new Closing();
        kept.open.addAll(open);
        open.clear();
        return kept;
    }

    /// Closes everything, also where something cannot be closed.
    ///
    /// @throws IOException about the first thing that could not
    @Override
    public void close() throws IOException {
        @Nullable Exception first = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw new IOException("Something of a benchmark could not be closed", first);
        }
    }
}

package dev.tidemark.wire.json;

import dev.tidemark.core.value.Storable.Flaw;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a document, so that its sender learns of all of it at once. */
public final class Flaws {

    /** Most flaws that are told; what is wrong a thousand times is not told a thousand times. */
    public static final int COUNT_MAX = 50;

    private final List<Flaw> found = new ArrayList<>();

    /** Notes a flaw at a place (RFC 6901). */
    public void add(String pointer, String message) {
        if (found.size() < COUNT_MAX) {
            found.add(new Flaw(pointer, message));
        }
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** What was found, in the order of finding. */
    public List<Flaw> list() {
        return List.copyOf(found);
    }

    /**
     * Makes sure that nothing is wrong.
     *
     * @throws InvalidInput if something is
     */
    public void check() {
        if (!found.isEmpty()) {
            throw new InvalidInput(list());
        }
    }
}

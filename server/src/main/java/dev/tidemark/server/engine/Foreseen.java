package dev.tidemark.server.engine;

import dev.tidemark.server.store.Head;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is known of an account beyond what is stored: it will have this head when the requests
/// before are written, which are decided already.
///
/// @param head as it will be; null for the stored one
/// @param touched for each of those requests the record keys and the claims that it changes: what
///   is stored of them will not be what is
record Foreseen(@Nullable Head head, List<Set<Object>> touched) {

    /// Nobody is before: what is stored is what is.
    static final Foreseen NOTHING = new Foreseen(null, List.of());

    /// A standpoint, when all before is written.
    Standpoint from(Standpoint stored) {
        return head == null ? stored : stored.at(head);
    }

    /// Makes sure that what is stored of something is what will be.
    ///
    /// @throws Overtaken if a request before changes it
    void requireStored(Object keyOrClaim) {
        if (!isStored(keyOrClaim)) {
            throw new Overtaken();
        }
    }

    /// Whether what is stored of something is what will be.
    boolean isStored(Object keyOrClaim) {
        for (Set<Object> each : touched) {
            if (each.contains(keyOrClaim)) {
                return false;
            }
        }
        return true;
    }

    /// How many things will be other than they are stored, at most.
    long changes() {
        return touched.stream().mapToLong(Set::size).sum();
    }

    /// Makes sure that all that will be is stored.
    ///
    /// @throws Overtaken if a request before is still to be written
    void requireNothing() {
        if (!touched.isEmpty()) {
            throw new Overtaken();
        }
    }

    /// A request cannot be decided yet, as it needs what another one is still going to write.
    static final class Overtaken extends RuntimeException {

        private static final long serialVersionUID = 1;

        Overtaken() {
            super("decided too early", null, false, false);
        }
    }
}

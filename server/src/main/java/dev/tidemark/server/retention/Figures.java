package dev.tidemark.server.retention;

import dev.tidemark.server.engine.Due;
import java.util.TreeMap;

/// What retention ends, or has ended, of an account.
///
/// @param purged deleted records of which nothing is kept any more
/// @param versions old changes without their contents
/// @param bytes of these contents
/// @param byCollection the same, for each collection of which anything goes
public record Figures(
        long purged, long versions, long bytes, TreeMap<String, Figures> byCollection) {

    /// Nothing.
    static Figures none() {
        return new Figures(0, 0, 0, new TreeMap<>());
    }

    /// The same with what is due of another record.
    Figures plus(Due due) {
        Figures one =
                new Figures(due.purges() ? 1 : 0, due.versions(), due.bytes(), new TreeMap<>());
        TreeMap<String, Figures> more = new TreeMap<>(byCollection);
        if (one.purged > 0 || one.versions > 0) {
            more.merge(due.key().collection(), one, Figures::plus);
        }
        return new Figures(purged + one.purged, versions + one.versions, bytes + one.bytes, more);
    }

    private Figures plus(Figures other) {
        return new Figures(
                purged + other.purged,
                versions + other.versions,
                bytes + other.bytes,
                new TreeMap<>());
    }

    /// Whether nothing goes.
    boolean isNothing() {
        return purged == 0 && versions == 0;
    }
}

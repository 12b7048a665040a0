package dev.tidemark.server.store;

/// What retention has left of a record's past.
///
/// @param compacted how many of its changes, the oldest ones, have lost their contents
/// @param compactedSeq of the newest of these; 0 for none
/// @param purged whether it is deleted and nothing is left of it but its id and its version vector
public record Kept(long compacted, long compactedSeq, boolean purged) {

    /// All of it.
    public static final Kept ALL = new Kept(0, 0, false);

    /// The same after so many more changes were compacted.
    public Kept compact(long more, long newest) {
        return new Kept(compacted + more, newest, purged);
    }

    /// The same for a record that is purged, or is not any more.
    public Kept purged(boolean is) {
        return is == purged ? this : new Kept(compacted, compactedSeq, is);
    }

    /// Whether all of it is there.
    public boolean isAll() {
        return compacted == 0 && !purged;
    }
}

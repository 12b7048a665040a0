package dev.tidemark.server.cursor;

import java.util.Arrays;

/// A position in one account's log.
///
/// @param epoch of the account when the cursor was given out; 16 bytes
/// @param seq of the last change before it; 0 at the beginning
/// @param fingerprint of the log up to there; 16 bytes
/// @param freshUntil on the pages of a first pull, where the log ended when it began: what was
///   deleted up to there, the device never saw. 0 otherwise
public record Position(byte[] epoch, long seq, byte[] fingerprint, long freshUntil) {

    /// Whether what is deleted at a seq can be left out for whoever pulls from here.
    public boolean neverSaw(long deletedAt) {
        return deletedAt <= freshUntil;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Position that
                && seq == that.seq
                && freshUntil == that.freshUntil
                && Arrays.equals(epoch, that.epoch)
                && Arrays.equals(fingerprint, that.fingerprint);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(seq) * 31 + Arrays.hashCode(fingerprint);
    }

    @Override
    public String toString() {
        return "seq " + seq;
    }
}

package dev.tidemark.server.cursor;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// What a preview was about: one account as it was, and one batch.
///
/// @param epoch of the account; 16 bytes
/// @param seq of its last change
/// @param edition of the account, which any write moves; see [dev.tidemark.server.store.Head]
/// @param batch a digest of the batch and of the rules that held; 16 bytes
public record Pin(byte[] epoch, long seq, long edition, byte[] batch) {

    static final byte KIND = 2;
    static final int PAYLOAD_BYTES = 1 + 16 + Long.BYTES + Long.BYTES + 16;

    byte[] payload() {
        return ByteBuffer.allocate(PAYLOAD_BYTES)
                .put(KIND)
                .put(epoch)
                .putLong(seq)
                .putLong(edition)
                .put(batch)
                .array();
    }

    static Pin of(byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload, 1, PAYLOAD_BYTES - 1);
        byte[] epoch = new byte[16];
        byte[] batch = new byte[16];
        in.get(epoch);
        long seq = in.getLong();
        long edition = in.getLong();
        in.get(batch);
        return new Pin(epoch, seq, edition, batch);
    }

    /// Whether the account has the history that it had.
    public boolean sameEpoch(Pin other) {
        return Arrays.equals(epoch, other.epoch);
    }

    /// Whether it is about the same batch, under the same rules.
    public boolean sameBatch(Pin other) {
        return Arrays.equals(batch, other.batch);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pin that
                && seq == that.seq
                && edition == that.edition
                && sameEpoch(that)
                && sameBatch(that);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(edition) * 31 + Arrays.hashCode(batch);
    }

    @Override
    public String toString() {
        return "seq " + seq;
    }
}

package dev.tidemark.server.engine;

import dev.tidemark.core.record.Mutation;
import dev.tidemark.server.store.Fingerprint;
import dev.tidemark.wire.command.Commands;
import java.util.Arrays;
import java.util.Objects;

/// A mutation on its way into the log.
///
/// @param bytes as the log will keep it
/// @param digest of the bytes, for the log's fingerprint
record Incoming(Mutation mutation, byte[] bytes, byte[] digest) {

    /// A mutation, encoded.
    static Incoming of(Mutation mutation) {
        byte[] bytes = Commands.bytes(mutation);
        return new Incoming(mutation, bytes, Fingerprint.digest(bytes));
    }

    /// One that was kept.
    ///
    /// @param device of its dot
    static Incoming stored(byte[] bytes, String device) {
        return new Incoming(Commands.stored(bytes, device), bytes, new byte[0]);
    }

    /// Whether both are one mutation, under one dot or two. What the device had seen is left aside:
    /// it may know more when it sends a mutation again, and still writes the same.
    boolean saysTheSame(Incoming again) {
        if (Arrays.equals(bytes, again.bytes)) {
            return true;
        }
        Mutation other = again.mutation;
        return mutation.id().equals(other.id())
                && mutation.op() == other.op()
                && mutation.clock().equals(other.clock())
                && mutation.fields().equals(other.fields())
                && mutation.unset().equals(other.unset())
                && Objects.equals(mutation.correction(), other.correction());
    }
}

package dev.tidemark.server.engine;

import dev.tidemark.core.record.Mutation;
import dev.tidemark.server.store.Fingerprint;
import dev.tidemark.wire.command.Commands;

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
}

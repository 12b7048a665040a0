package dev.tidemark.server.engine;

import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.Decision.Accepted;
import dev.tidemark.core.record.RecordKey;

/// A mutation that its own record's rules accept, before it is known whether everything else does.
///
/// @param acceptance that of its collection
record Step(Incoming incoming, Accepted accepted, Acceptance acceptance) {

    RecordKey key() {
        return incoming.mutation().key();
    }
}

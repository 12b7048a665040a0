package dev.tidemark.server.engine;

import dev.tidemark.server.problem.Problem;
import dev.tidemark.sql.Tx;

/// Makes sure, at the last moment, that whoever asks may still do so.
///
/// A request waits between being let in and being written; what was revoked meanwhile must not
/// write any more.
@FunctionalInterface
public interface Admission {

    /// Looks once more, inside the transaction that is about to write.
    ///
    /// @throws Problem if the credential, or the device, was revoked
    void require(Tx tx, Asking asking);
}

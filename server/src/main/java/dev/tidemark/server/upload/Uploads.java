package dev.tidemark.server.upload;

import dev.tidemark.server.engine.Asking;
import dev.tidemark.server.engine.Scribing;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.wire.upload.Upload;
import dev.tidemark.wire.upload.UploadAnswer;

/// Carries out uploads. Thread-safe.
public final class Uploads {

    /// Names what is written and remembered for clients of this contract.
    static final String CONTRACT = "log";

    private final Scribing scribing;

    public Uploads(Scribing scribing) {
        this.scribing = scribing;
    }

    /// Carries out an upload, in one transaction.
    ///
    /// @throws Problem 400 `CURSOR_INVALID`, 409 `CURSOR_AHEAD`, 410 `CURSOR_EXPIRED`, 413
    ///   `RECORD_TOO_LARGE`: nothing of it was written then
    UploadAnswer upload(Asking asking, Upload upload) {
        return scribing.write(
                new Scribing.Request(asking, CONTRACT, false),
                scribe -> new Uploading(scribe, upload).decide());
    }
}

package dev.tidemark.server.problem;

import org.jspecify.annotations.Nullable;

/// Why the server does not start: one sentence for the operator, and an exit code for scripts.
///
/// Whatever was there before is as it was.
public final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// The kinds of failure; the exit codes are stable.
    public enum Kind {
        /// A setting is unknown, not readable or not possible.
        SETTINGS(64),
        /// A schema cannot be read or does not follow the one before.
        SCHEMA(65),
        /// The data folder is missing, unreadable or not writable.
        DATA_FOLDER(66),
        /// The database file belongs to something else.
        NOT_OURS(67),
        /// The database was written by a newer Tidemark.
        NEWER_DATABASE(68),
        /// The database or the disk under it does not work.
        STORAGE(74),
        /// Another server is running on the data folder.
        IN_USE(75),
        /// The address cannot be listened on.
        ADDRESS(76);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        /// What the process should exit with.
        public int exitCode() {
            return exitCode;
        }
    }

    private final Kind kind;

    /// A failure, with the sentence that is shown.
    public StartFailure(Kind kind, String sentence) {
        this(kind, sentence, null);
    }

    /// A failure with what was behind it, which is for logs only.
    public StartFailure(Kind kind, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
    }

    /// What kind of failure it is.
    public Kind kind() {
        return kind;
    }

    /// The sentence that is shown.
    public String sentence() {
        return String.valueOf(getMessage());
    }
}

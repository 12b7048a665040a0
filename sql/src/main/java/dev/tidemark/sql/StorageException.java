package dev.tidemark.sql;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The storage refused or failed; nothing of the transaction it ended was kept.
 *
 * <p>One exception: after a failed commit (kinds {@link Kind#FULL}, {@link Kind#IO} and {@link
 * Kind#UNREACHABLE}) the transaction was not acknowledged, but a crash right afterwards may still
 * bring it to light. Make works safe to repeat.
 */
public final class StorageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as a program has to know. */
    public enum Kind {
        /** The disk (or the configured size limit) is full. The data is fine. */
        FULL("The disk is full; free some space and try again", true),
        /** The disk answered with an error. It says nothing about the data. */
        IO("The disk reported an error", true),
        /** The file's content is damaged. Nothing was deleted. */
        CORRUPT("The database file is damaged; keep it and restore a backup beside it", false),
        /** Another process holds the file or the lease. */
        LOCKED("Another process is using the database", true),
        /** The database server does not answer, or takes no more connections. */
        UNREACHABLE("The database server cannot be reached", true),
        /** Others wrote at the same time, again and again; nothing was kept. */
        OVERTAKEN("Others changed the same data at the same time", true),
        /** Too much is waiting in this process already; come back a little later. */
        BUSY("The database has too much to do at the moment", true),
        /** The file, or this transaction, only allows reading. */
        READ_ONLY("The database cannot be written to", false),
        /** The file or its folder is missing, or its permissions keep us out. */
        NO_ACCESS("The database file cannot be opened", false),
        /** The file belongs to something else and was left untouched. */
        NOT_OURS("The file is not a database of this program", false),
        /** The file was written by a newer program and was left untouched. */
        NEWER_VERSION("The database is of a newer version", false),
        /** A migration that this file already went through has been altered since. */
        CHANGED_MIGRATION("A migration was changed after it was applied", false),
        /** A constraint of the schema was broken; the statement had no effect. */
        CONSTRAINT("A constraint of the database was broken", false),
        /** A file stands where a new one should go; it was left untouched. */
        EXISTS("The file exists already", false),
        /** The SQLite library has a bug that loses commits. */
        TOO_OLD_SQLITE("The SQLite library is too old", false),
        /** The database was closed. */
        CLOSED("The database is closed", false),
        /** Anything else, such as a mistake in a statement. */
        OTHER("The database refused a statement", false);

        private final String sentence;
        private final boolean retryable;

        Kind(String sentence, boolean retryable) {
            this.sentence = sentence;
            this.retryable = retryable;
        }

        /** What it means, in a sentence without its full stop. */
        public String sentence() {
            return sentence;
        }

        /** Whether the same call may succeed later without anybody changing the program. */
        public boolean retryable() {
            return retryable;
        }
    }

    private final Kind kind;

    /** An exception with a message of its own; fault injection makes them so too. */
    public StorageException(Kind kind, String message) {
        this(kind, message, null);
    }

    /** An exception with a message of its own and the error behind it. */
    public StorageException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }

    /** Translates what SQLite said while working on {@code where} (a file, or a statement). */
    static StorageException of(SQLException error, String where) {
        Kind kind = kindOf(error);
        return of(kind, error, where);
    }

    /** What a database said while working on {@code where}, once its kind is known. */
    public static StorageException of(Kind kind, SQLException error, String where) {
        return new StorageException(
                kind, kind.sentence + ": " + where + " (" + error.getMessage() + ")", error);
    }

    private static Kind kindOf(SQLException error) {
        if (!(error instanceof SQLiteException)) {
            return Kind.OTHER;
        }
        SQLiteErrorCode code = ((SQLiteException) error).getResultCode();
        if (code == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) {
            return Kind.FULL; // The -shm file could not grow.
        }
        return switch (code.code & 0xff) {
            case 3, 14, 23 -> Kind.NO_ACCESS; // PERM, CANTOPEN, AUTH
            case 5, 6, 15 -> Kind.LOCKED; // BUSY, LOCKED, PROTOCOL
            case 8 -> Kind.READ_ONLY;
            case 10 -> Kind.IO; // IOERR
            case 11, 26 -> Kind.CORRUPT; // CORRUPT, NOTADB
            case 13 -> Kind.FULL;
            case 19 -> Kind.CONSTRAINT;
            default -> Kind.OTHER;
        };
    }
}

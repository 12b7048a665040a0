package dev.tidemark.sql;

import java.nio.file.Path;

/** How a file that is empty or ours becomes a database of the newest version. */
final class Opening {

    private Opening() {}

    /** The first writing connection of a file that {@link FileHeader} found harmless. */
    static Session writer(Path file, Format format, Options options) {
        Session session = Session.writer(file, options);
        try {
            prepare(session, file, format);
            return session;
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    private static void prepare(Session session, Path file, Format format) {
        if (session.pragma("page_count").equals("0")) {
            mark(session, format);
        }
        Migrations migrations = new Migrations(session, file, format);
        int mark = Integer.parseInt(session.pragma("application_id"));
        FileHeader.checkMarks(file, format, mark, migrations.version());
        requireWal(session, file);
        if (migrations.apply() > 0) {
            // So that the file's own header tells an older program to keep away.
            session.pragma("wal_checkpoint(TRUNCATE)");
        }
    }

    /**
     * Makes the file ours. Before it uses a write-ahead log, so that the mark never stands in a log
     * alone.
     */
    private static void mark(Session session, Format format) {
        session.begin();
        boolean unmarked = session.pragma("application_id").equals("0");
        if (unmarked && session.firstColumn("SELECT name FROM sqlite_schema").isEmpty()) {
            session.pragma("application_id=" + format.applicationId());
        }
        session.commit();
    }

    private static void requireWal(Session session, Path file) {
        String mode = session.pragma("journal_mode=WAL");
        if (!mode.equals("wal")) {
            throw new StorageException(
                    StorageException.Kind.OTHER,
                    "No write-ahead log is possible for "
                            + file
                            + " (journal mode "
                            + mode
                            + "); keep it on a local disk");
        }
    }
}

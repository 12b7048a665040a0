package dev.tidemark.sql;

import java.nio.file.Path;
import java.util.List;

/** Brings a file of ours to the newest version, one transaction for each step. */
final class Migrations {

    private static final String TABLE =
            "CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL,"
                    + " sha256 TEXT NOT NULL) STRICT";

    private final Session session;
    private final Path file;
    private final Format format;

    Migrations(Session session, Path file, Format format) {
        this.session = session;
        this.file = file;
        this.format = format;
    }

    /** Applies what is missing; how many steps that were. */
    int apply() {
        int applied = 0;
        int version = version();
        checkHashes(version);
        while (version < format.newestVersion()) {
            applied += step() ? 1 : 0;
            version = version();
        }
        return applied;
    }

    int version() {
        return Integer.parseInt(session.pragma("user_version"));
    }

    private boolean step() {
        session.begin();
        try {
            int version = version(); // Another process may have been faster.
            boolean needed = version < format.newestVersion();
            if (needed) {
                run(version + 1, format.migrations().get(version));
            }
            session.commit();
            return needed;
        } catch (RuntimeException e) {
            session.close(); // Rolls back; the file cannot be opened anyway.
            throw e;
        }
    }

    private void run(int version, Migration migration) {
        try {
            session.script(TABLE);
            session.script(migration.sql());
            session.script(
                    "INSERT INTO migration VALUES (%d, '%s', '%s')"
                            .formatted(
                                    version,
                                    migration.name().replace("'", "''"),
                                    migration.sha256()));
            session.pragma("user_version=" + version);
        } catch (StorageException e) {
            throw new StorageException(
                    e.kind(),
                    "The migration "
                            + migration.name()
                            + " failed on "
                            + file
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private void checkHashes(int version) {
        if (version == 0) {
            return;
        }
        List<String> hashes = session.firstColumn("SELECT sha256 FROM migration ORDER BY version");
        for (int i = 0; i < version; i++) {
            Migration migration = format.migrations().get(i);
            if (i >= hashes.size() || !hashes.get(i).equals(migration.sha256())) {
                throw new StorageException(
                        StorageException.Kind.CHANGED_MIGRATION,
                        "The migration "
                                + migration.name()
                                + " is not the one that made "
                                + file
                                + "; restore it, and put changes into a new one");
            }
        }
    }
}

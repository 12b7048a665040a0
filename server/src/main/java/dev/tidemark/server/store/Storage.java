package dev.tidemark.server.store;

import dev.tidemark.sql.Database;
import dev.tidemark.sql.FileLanes;
import dev.tidemark.sql.Format;
import dev.tidemark.sql.LaneLimits;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Migration;
import dev.tidemark.sql.Options;
import dev.tidemark.sql.StorageException;
import java.nio.file.Path;
import java.util.List;

/// The server's database, opened, migrated, with its threads: `tidemark.db` in the data folder.
///
/// Works are handed to [#lanes]; request threads are virtual and only wait. Thread-safe.
public final class Storage implements AutoCloseable {

    /// "TdmS" in the header of the file.
    private static final int APPLICATION_ID = 0x54646d53;

    /// In the order in which they are applied. A released one is never edited.
    private static final List<String> MIGRATIONS =
            List.of(
                    "001-accounts.sql",
                    "002-records.sql",
                    "003-audit.sql",
                    "004-snapshots.sql",
                    "005-beginnings.sql",
                    "006-retention.sql",
                    "007-guards.sql",
                    "008-answers.sql",
                    "009-upserts.sql",
                    "010-downloads.sql",
                    "011-envelopes.sql",
                    "012-secrets.sql");

    /// The database's name in the data folder.
    public static final String FILE = "tidemark.db";

    /// The name of the lease on the data folder.
    public static final String LOCK = "tidemark.lock";

    private final Lanes lanes;
    private final Runnable onClose;

    /// @param onClose closes what is under the lanes, and them before it
    public Storage(Lanes lanes, Runnable onClose) {
        this.lanes = lanes;
        this.onClose = onClose;
    }

    /// Opens the database of a data folder, made and migrated as needed.
    ///
    /// @throws StorageException as [Database#open] does
    public static Storage open(Path dataFolder, Options options, LaneLimits limits) {
        Database database = Database.open(dataFolder.resolve(FILE), format(), options);
        return new Storage(FileLanes.start(database, limits), database::close);
    }

    /// What the server's database files are.
    public static Format format() {
        return new Format(
                APPLICATION_ID,
                "the Tidemark server",
                MIGRATIONS.stream().map(name -> Migration.resource(Storage.class, name)).toList());
    }

    /// Where works are queued.
    public Lanes lanes() {
        return lanes;
    }

    /// Finishes what waits, moves the log into the file, closes. Idempotent.
    @Override
    public void close() {
        onClose.run();
    }
}

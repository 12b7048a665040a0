package dev.tidemark.sql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A database file of ours that is only looked at: it is not migrated, and other processes may be at
 * work on it. Not for virtual threads.
 *
 * @param file which need not be there before it is looked at
 */
public record DatabaseFile(Path file, Format format, Options options) {

    /**
     * Runs a work that only reads, on one unchanging state of the data, which may be of any earlier
     * version.
     *
     * @throws StorageException {@code NO_ACCESS} where there is no such file; {@code NOT_OURS} or
     *     {@code NEWER_VERSION}
     */
    public <T extends @Nullable Object> T read(Work<T> work) {
        return looking(real -> {
            try (Session session = Session.reader(real, options)) {
                session.beginSnapshot();
                return session.run(work);
            }
        });
    }

    /** What SQLite's own check finds wrong with the file; empty if it is sound. Reads it all. */
    public List<String> problems() {
        return looking(real -> Database.check(real, options));
    }

    /** Copies the database as {@link Database#backupTo} does. */
    public void copyTo(Path target) {
        looking(real -> {
            Backup.write(real, options, target);
            return real;
        });
    }

    private <T extends @Nullable Object> T looking(Look<T> look) {
        SqliteLibrary.requireSafe();
        Path real = OpenFiles.resolve(file);
        if (!Files.exists(real)) {
            throw new StorageException(
                    StorageException.Kind.NO_ACCESS, "There is no file " + file.toAbsolutePath());
        }
        Object key = OpenFiles.enter(real, format);
        try {
            return look.at(real);
        } finally {
            OpenFiles.leave(key);
        }
    }

    /** Something that is done with a file without symbolic links. */
    private interface Look<T extends @Nullable Object> {
        T at(Path real);
    }
}

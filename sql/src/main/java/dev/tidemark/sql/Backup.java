package dev.tidemark.sql;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a database in use.
 *
 * <p>Copying the file would miss what is still in its log. VACUUM INTO reads one snapshot, so
 * neither writers nor readers wait. The copy grows under another name and gets its own when it is
 * whole and flushed: a file called like a backup is one.
 */
final class Backup {

    private static final Logger LOG = LoggerFactory.getLogger(Backup.class);

    private Backup() {}

    static void write(Path file, Options options, Path target) {
        Path real = OpenFiles.resolve(target);
        Path part = FileHeader.sibling(real, ".part");
        requireFree(real);
        try {
            Files.createFile(part, OpenFiles.ownerOnly());
        } catch (FileAlreadyExistsException e) {
            throw new StorageException(
                    StorageException.Kind.EXISTS,
                    part
                            + " is there: another backup is being written, or one was cut short."
                            + " If none is running, remove it",
                    e);
        } catch (IOException e) {
            throw noAccess(real, e);
        }
        try {
            copy(file, options, part);
            Durable.file(part);
            Files.move(part, real);
            Durable.folderOf(real);
        } catch (FileAlreadyExistsException e) {
            throw exists(real, e);
        } catch (IOException e) {
            throw noAccess(real, e);
        } finally {
            discard(part);
        }
    }

    private static void copy(Path file, Options options, Path part) {
        try (Session session = Session.reader(file, options)) {
            session.pragma("query_only=OFF"); // Or else VACUUM is refused, even INTO another file.
            session.script("VACUUM INTO '" + part.toString().replace("'", "''") + "'");
        }
    }

    private static void requireFree(Path target) {
        if (Files.exists(target)) {
            throw exists(target, null);
        }
    }

    private static StorageException exists(Path target, @Nullable Exception cause) {
        return new StorageException(
                StorageException.Kind.EXISTS,
                target + " exists already and is left alone; name another file",
                cause);
    }

    private static StorageException noAccess(Path target, IOException cause) {
        return new StorageException(
                StorageException.Kind.NO_ACCESS, "Cannot write " + target + ": " + cause, cause);
    }

    private static void discard(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            LOG.warn("An unfinished backup could not be removed: {}", part, e);
        }
    }
}

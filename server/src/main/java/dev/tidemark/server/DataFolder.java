package dev.tidemark.server;

import dev.tidemark.server.backup.Replacement;
import dev.tidemark.server.problem.StartFailure;
import dev.tidemark.server.problem.StartFailure.Kind;
import dev.tidemark.server.store.Storage;
import dev.tidemark.sql.FileLease;
import dev.tidemark.sql.LaneLimits;
import dev.tidemark.sql.Options;
import dev.tidemark.sql.StorageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// The folder that a server keeps everything in, while it is ours.
///
/// @param path which exists
/// @param lease the right to be the only server on it
record DataFolder(Path path, FileLease lease) implements AutoCloseable {

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    /// Takes a folder, which is made if it is missing.
    ///
    /// @throws StartFailure if it cannot be used, or another server uses it
    static DataFolder take(Path path) {
        make(path);
        if (!Files.isWritable(path) || !Files.isReadable(path)) {
            throw new StartFailure(
                    Kind.DATA_FOLDER,
                    "The data folder "
                            + path.toAbsolutePath()
                            + " cannot be read and written; change its permissions.");
        }
        try {
            DataFolder taken =
                    new DataFolder(
                            path, FileLease.acquire(path.resolve(Storage.LOCK), "tidemark serve"));
            taken.finishRestore();
            return taken;
        } catch (StorageException e) {
            throw failure(e);
        }
    }

    /// A backup that was being restored when the machine went down is restored.
    private void finishRestore() {
        try {
            Replacement.finish(path);
        } catch (IOException e) {
            close();
            throw new StartFailure(
                    Kind.DATA_FOLDER,
                    "A backup was being restored in "
                            + path.toAbsolutePath()
                            + ", and that cannot be gone on with: "
                            + e.getMessage()
                            + ".",
                    e);
        }
    }

    private static void make(Path path) {
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path);
                closeToOthers(path);
            }
        } catch (FileAlreadyExistsException e) {
            throw new StartFailure(
                    Kind.DATA_FOLDER,
                    "The data folder " + path.toAbsolutePath() + " is a file.",
                    e);
        } catch (IOException e) {
            throw new StartFailure(
                    Kind.DATA_FOLDER,
                    "The data folder "
                            + path.toAbsolutePath()
                            + " cannot be made: "
                            + e.getMessage()
                            + ".",
                    e);
        }
    }

    private static void closeToOthers(Path path) throws IOException {
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(path, OWNER_ONLY);
        }
    }

    /// Opens the database in it.
    ///
    /// @throws StartFailure if it is not ours, is newer than this program, or does not work
    Storage open(int readersMax) {
        try {
            return Storage.open(
                    path, Options.DEFAULTS.withReadersMax(readersMax), LaneLimits.DEFAULTS);
        } catch (StorageException e) {
            throw failure(e);
        }
    }

    private static StartFailure failure(StorageException e) {
        Kind kind =
                switch (e.kind()) {
                    case NOT_OURS -> Kind.NOT_OURS;
                    case NEWER_VERSION -> Kind.NEWER_DATABASE;
                    case LOCKED, BUSY, OVERTAKEN -> Kind.IN_USE;
                    case NO_ACCESS, READ_ONLY, EXISTS -> Kind.DATA_FOLDER;
                    case FULL,
                            IO,
                            CORRUPT,
                            CHANGED_MIGRATION,
                            CONSTRAINT,
                            TOO_OLD_SQLITE,
                            CLOSED,
                            UNREACHABLE,
                            OTHER ->
                            Kind.STORAGE;
                };
        return new StartFailure(kind, String.valueOf(e.getMessage()), e);
    }

    @Override
    public void close() {
        lease.close();
    }
}

package dev.tidemark.sql;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/**
 * The database files that this process has open.
 *
 * <p>A file must not be looked at through the JDK while SQLite has it open (see the package), so
 * looking and registering happen under one lock.
 */
final class OpenFiles {

    private static final Map<Object, Integer> COUNTS = new HashMap<>();

    private OpenFiles() {}

    /** Checks that the file is ours, creates it if it is missing, and remembers it as open. */
    static synchronized Object enter(Path file, Format format) {
        Object key = Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? key(file) : null;
        if (key == null || !COUNTS.containsKey(key)) {
            FileHeader.check(file, format);
        }
        if (key == null) {
            create(file);
            key = key(file);
        }
        COUNTS.merge(key, 1, Integer::sum);
        return key;
    }

    static synchronized void leave(Object key) {
        COUNTS.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }

    /** The path without symbolic links, which is where SQLite puts its own files. */
    static Path resolve(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        try {
            if (Files.isSymbolicLink(absolute)) {
                return resolve(absolute.resolveSibling(Files.readSymbolicLink(absolute)));
            }
            Path parent = absolute.getParent();
            return parent == null ? absolute : parent.toRealPath().resolve(absolute.getFileName());
        } catch (NoSuchFileException e) {
            throw noAccess(file, "its folder does not exist", e);
        } catch (IOException e) {
            throw noAccess(file, e.toString(), e);
        }
    }

    private static void create(Path file) {
        try {
            Files.createFile(file, ownerOnly());
            Durable.folderOf(file);
        } catch (FileAlreadyExistsException e) {
            // Another process was faster; whose file it is, SQLite's own look will tell.
        } catch (IOException e) {
            throw noAccess(file, "it cannot be created: " + e, e);
        }
    }

    private static Object key(Path file) {
        try {
            Object inode = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return inode == null ? file.toRealPath() : inode;
        } catch (IOException e) {
            throw noAccess(file, e.toString(), e);
        }
    }

    private static StorageException noAccess(Path file, String why, IOException cause) {
        return new StorageException(
                StorageException.Kind.NO_ACCESS, "Cannot open " + file + ": " + why, cause);
    }

    /** Nobody else on this machine has any business in our files. */
    static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}

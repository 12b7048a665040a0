package dev.tidemark.server.account;

import dev.tidemark.server.problem.StartFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// The file `admin.key` in the data folder: the admin's token, for nobody but the owner to read.
record AdminKey(Path file) {

    private static final int BYTES_MAX = 4_096;

    static AdminKey in(Path dataFolder) {
        return new AdminKey(dataFolder.resolve("admin.key"));
    }

    /// What it says; empty if it is not there.
    ///
    /// @throws StartFailure if it cannot be read
    Optional<String> read() {
        try {
            if (Files.size(file) > BYTES_MAX) {
                return Optional.of(""); // Nothing that we wrote.
            }
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failure("read", e);
        }
    }

    /// Writes it, whole or not at all.
    ///
    /// @throws StartFailure if it cannot be written
    void write(String token) {
        Path draft = file.resolveSibling("admin.key.new");
        try {
            Files.deleteIfExists(draft);
            Files.createFile(draft, ownerOnly());
            Files.writeString(draft, token + "\n", StandardOpenOption.SYNC);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failure("write", e);
        }
    }

    private FileAttribute<?>[] ownerOnly() throws IOException {
        boolean posix = Files.getFileStore(file.getParent()).supportsFileAttributeView("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private StartFailure failure(String what, IOException e) {
        return new StartFailure(
                StartFailure.Kind.DATA_FOLDER,
                "Cannot " + what + " " + file + ": " + e.getMessage() + ".",
                e);
    }
}

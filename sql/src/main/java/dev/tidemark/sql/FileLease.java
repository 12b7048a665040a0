package dev.tidemark.sql;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to be the only one, among all processes, that does something with a folder or a file.
 *
 * <p>It is an operating system lock on a file of its own, so it ends with the process that holds
 * it, however that process ends. The file stays; it tells who holds, or last held, the lease.
 *
 * <p>Thread-safe. Within one process a second lease on the same file is refused too.
 */
public final class FileLease implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileLease.class);

    /** Far behind the text, because on Windows nobody else can read what is locked. */
    private static final long LOCKED_BYTE = 1L << 30;

    private static final int HOLDER_BYTES_MAX = 512;

    /**
     * Who holds what in this process. Another holder's file must not even be opened: closing it
     * again would end that holder's lock (POSIX).
     */
    private static final Map<Path, String> HELD = new HashMap<>();

    private final Path file;
    private final FileChannel channel;
    private boolean released;

    private FileLease(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lease, or says who has it.
     *
     * @param file the lock file; it is made if it is missing, its folder is not
     * @param holder what the lease is for, told to whoever comes second: "tidemark serve"
     * @throws StorageException {@code LOCKED} if somebody else holds it
     */
    public static FileLease acquire(Path file, String holder) {
        return tryAcquire(file, holder).orElseThrow(() -> locked(file));
    }

    /** Takes the lease if it is free. */
    public static Optional<FileLease> tryAcquire(Path file, String holder) {
        synchronized (HELD) {
            try {
                Path real = realPath(file);
                if (HELD.containsKey(real)) {
                    return Optional.empty();
                }
                return lock(real, holder + ", process " + ProcessHandle.current().pid());
            } catch (IOException e) {
                throw new StorageException(
                        StorageException.Kind.NO_ACCESS, "Cannot lock " + file + ": " + e, e);
            }
        }
    }

    private static Optional<FileLease> lock(Path file, String holder) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock(LOCKED_BYTE, 1, false);
            if (lock != null) {
                writeHolder(channel, holder);
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        HELD.put(file, holder);
        return Optional.of(new FileLease(file, channel));
    }

    private static void writeHolder(FileChannel channel, String holder) {
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((holder + "\n").getBytes(StandardCharsets.UTF_8)), 0);
        } catch (IOException e) {
            // The name is a courtesy; the lock holds without it, on a full disk too.
            LOG.debug("The holder of a lease could not be noted", e);
        }
    }

    private static Path realPath(Path file) throws IOException {
        if (!Files.exists(file)) {
            try {
                Files.createFile(file, OpenFiles.ownerOnly());
            } catch (FileAlreadyExistsException e) {
                // Another process was faster, which is as good.
            }
        }
        return file.toRealPath();
    }

    private static StorageException locked(Path file) {
        return new StorageException(
                StorageException.Kind.LOCKED,
                file.toAbsolutePath().getParent()
                        + " is in use by "
                        + holderOf(file)
                        + "; stop that first, or use another folder");
    }

    private static String holderOf(Path file) {
        synchronized (HELD) {
            try {
                String here = HELD.get(file.toRealPath());
                return here != null ? here : readHolder(file);
            } catch (IOException e) {
                return "another process";
            }
        }
    }

    private static String readHolder(Path file) throws IOException {
        byte[] text = new byte[HOLDER_BYTES_MAX];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int read = channel.read(ByteBuffer.wrap(text), 0);
            return read <= 0
                    ? "another process"
                    : new String(text, 0, read, StandardCharsets.UTF_8).strip();
        }
    }

    /** Whether this process still holds it. */
    public boolean held() {
        synchronized (HELD) {
            return !released;
        }
    }

    /** Gives it back; more than once does no harm. */
    @Override
    public void close() {
        synchronized (HELD) {
            if (!released) {
                released = true;
                HELD.remove(file);
                closeChannel();
            }
        }
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StorageException(
                    StorageException.Kind.IO, "Cannot give back the lease on " + file, e);
        }
    }
}

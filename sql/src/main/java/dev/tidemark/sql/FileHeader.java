package dev.tidemark.sql;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a file before SQLite does, because SQLite would already change something.
 *
 * <p>Only for files that are not open in this process: closing our descriptor would drop SQLite's
 * locks. Layouts: https://www.sqlite.org/fileformat2.html, sections 1.3 and 4.1.
 */
final class FileHeader {

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final long JOURNAL_MAGIC = 0xd9d505f920a163d7L;
    private static final int HEADER_BYTES = 100;
    private static final int VERSION_OFFSET = 60;
    private static final int APPLICATION_OFFSET = 68;

    private final Path file;
    private final Format format;

    private FileHeader(Path file, Format format) {
        this.file = file;
        this.format = format;
    }

    /**
     * Returns normally if the file is missing, empty or ours, and throws otherwise. Changes
     * nothing.
     */
    static void check(Path file, Format format) {
        try {
            new FileHeader(file, format).check();
        } catch (IOException e) {
            throw new StorageException(
                    StorageException.Kind.NO_ACCESS, "Cannot read " + file + ": " + e, e);
        }
    }

    private void check() throws IOException {
        boolean exists = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        if (exists && !Files.isRegularFile(file)) {
            String what = Files.isDirectory(file) ? "a folder" : "no regular file";
            throw notOurs(file, format, "it is " + what);
        }
        byte[] header = exists ? read(file, HEADER_BYTES) : new byte[0];
        if (header.length == 0 || isHalfCreated(header)) {
            requireNothingLeftBehind();
        } else if (header.length < HEADER_BYTES || !startsWith(header, MAGIC)) {
            throw notOurs(file, format, "it is no SQLite database, or it is encrypted");
        } else {
            checkMarks(header);
            byte[] newer = newestHeaderInLog();
            if (newer != null) {
                checkMarks(newer);
            }
        }
    }

    private void checkMarks(byte[] header) {
        ByteBuffer bytes = ByteBuffer.wrap(header);
        checkMarks(file, format, bytes.getInt(APPLICATION_OFFSET), bytes.getInt(VERSION_OFFSET));
    }

    /** The same verdict for marks that SQLite read. */
    static void checkMarks(Path file, Format format, int applicationId, int version) {
        if (applicationId != format.applicationId()) {
            throw notOurs(file, format, "its application id is " + applicationId);
        }
        if (version < 0 || version > format.newestVersion()) {
            throw new StorageException(
                    StorageException.Kind.NEWER_VERSION,
                    file
                            + " is of version "
                            + version
                            + ", and this program knows versions up to "
                            + format.newestVersion()
                            + ". It was left untouched; update the program");
        }
    }

    static StorageException notOurs(Path file, Format format, String why) {
        return new StorageException(
                StorageException.Kind.NOT_OURS,
                file
                        + " does not belong to "
                        + format.program()
                        + ": "
                        + why
                        + ". It was left untouched; name another file");
    }

    /** Whether a first transaction was cut short: SQLite will roll it back to an empty file. */
    private boolean isHalfCreated(byte[] header) throws IOException {
        return !startsWith(header, MAGIC) && pagesBeforeJournal() == 0;
    }

    /**
     * An empty database next to a full log means that the database was lost, not that it is new.
     */
    private void requireNothingLeftBehind() throws IOException {
        Path log = sibling(file, "-wal");
        boolean logHasContent = Files.exists(log) && Files.size(log) > 0;
        if (logHasContent || pagesBeforeJournal() > 0) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    file
                            + " is missing or empty, but its log lies beside it. Put back the file"
                            + " that belongs to the log, or move the log away");
        }
    }

    /** How many pages the file had before the transaction of its rollback journal; -1 without. */
    private long pagesBeforeJournal() throws IOException {
        Path journal = sibling(file, "-journal");
        ByteBuffer bytes = ByteBuffer.wrap(Files.exists(journal) ? read(journal, 20) : new byte[0]);
        boolean hot = bytes.capacity() == 20 && bytes.getLong(0) == JOURNAL_MAGIC;
        return hot ? Integer.toUnsignedLong(bytes.getInt(16)) : -1;
    }

    /** The header as the last commit in the write-ahead log left it; null if it is not there. */
    private byte @Nullable [] newestHeaderInLog() throws IOException {
        Path log = sibling(file, "-wal");
        if (!Files.exists(log)) {
            return null;
        }
        try (RandomAccessFile in = new RandomAccessFile(log.toFile(), "r")) {
            ByteBuffer start = next(in, 0, 32);
            return start == null ? null : newestHeader(in, start);
        }
    }

    private static byte @Nullable [] newestHeader(RandomAccessFile log, ByteBuffer start)
            throws IOException {
        long frameBytes = 24L + Integer.toUnsignedLong(start.getInt(8));
        long salt = start.getLong(16);
        long committed = -1;
        long candidate = -1;
        long at = 32;
        ByteBuffer frame = next(log, at, 24);
        while (frame != null && frame.getLong(8) == salt) {
            candidate = frame.getInt(0) == 1 ? at : candidate;
            boolean isCommit = frame.getInt(4) != 0;
            committed = isCommit ? candidate : committed;
            at += frameBytes;
            frame = next(log, at, 24);
        }
        ByteBuffer header = committed < 0 ? null : next(log, committed + 24, HEADER_BYTES);
        return header == null ? null : header.array();
    }

    private static @Nullable ByteBuffer next(RandomAccessFile in, long at, int count)
            throws IOException {
        if (at + count > in.length()) {
            return null;
        }
        byte[] bytes = new byte[count];
        in.seek(at);
        in.readFully(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static byte[] read(Path path, int count) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(path.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(count, in.length())];
            in.readFully(bytes);
            return bytes;
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return Arrays.equals(
                bytes, 0, Math.min(bytes.length, start.length), start, 0, start.length);
    }

    static Path sibling(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}

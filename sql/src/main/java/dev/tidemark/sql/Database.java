package dev.tidemark.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One SQLite file of ours, open: one writing connection, a few that read consistent snapshots.
 *
 * <p>What {@link #write} returned from is on the disk. Works run on the caller's thread, which must
 * not be a virtual one: SQLite would hold its carrier. A server puts {@link FileLanes} before it.
 *
 * <p>Thread-safe. Other processes may have the file open too, through this class.
 */
public final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /** How much longer than asked for the log may get before readers are waited for. */
    private static final int LOG_OVERGROWN_FACTOR = 4;

    private static final int COMMITS_PER_LOG_CHECK = 32;

    private static final int LOG_WAIT_MILLIS = 200;

    private final Path file;
    private final Options options;
    private final Object key;
    private final ReentrantLock writing = new ReentrantLock();
    private final Semaphore reading;
    private final Deque<Session> idleReaders = new ArrayDeque<>();
    private final List<FileLanes> lanes = new ArrayList<>();
    private @Nullable Session writer;
    private volatile boolean closed;
    private long bytesMax;
    private long commits;
    private long logBytesTolerated;

    private Database(Path file, Options options, Object key) {
        this.file = file;
        this.options = options;
        this.key = key;
        this.reading = new Semaphore(options.readersMax(), true);
        this.logBytesTolerated = overgrownBytes();
    }

    /**
     * Opens a file of ours, made and migrated as needed; a new one is readable by its owner only.
     *
     * @throws StorageException {@code NOT_OURS} or {@code NEWER_VERSION}, the file is then as it
     *     was, byte for byte; {@code TOO_OLD_SQLITE}; {@code NO_ACCESS}; {@code CHANGED_MIGRATION};
     *     {@code CORRUPT} where a log lies beside a missing file; or whatever the disk says
     */
    public static Database open(Path file, Format format, Options options) {
        SqliteLibrary.requireSafe();
        Path real = OpenFiles.resolve(file);
        Object key = OpenFiles.enter(real, format);
        try {
            Database database = new Database(real, options, key);
            database.writer = Opening.writer(real, format, options);
            return database;
        } catch (RuntimeException | Error e) {
            OpenFiles.leave(key);
            throw e;
        }
    }

    /** The file, without symbolic links. */
    public Path file() {
        return file;
    }

    /** How many works read at the same time. */
    int readersMax() {
        return options.readersMax();
    }

    /**
     * Runs a work in a transaction of its own; once it returns, the changes are on the disk.
     *
     * @throws StorageException if the storage failed; nothing was kept
     * @throws IllegalStateException inside another work
     */
    public <T extends @Nullable Object> T write(Work<T> work) {
        return inTurn(() -> {
            Session session = begin();
            T result = runOrRollBack(session, work);
            commit(session);
            return result;
        });
    }

    /** Runs a work as {@link #write} does, then takes back whatever it changed. */
    public <T extends @Nullable Object> T preview(Work<T> work) {
        return inTurn(() -> {
            Session session = begin();
            T result = runOrRollBack(session, work);
            rollback(session);
            return result;
        });
    }

    private <T extends @Nullable Object> T runOrRollBack(Session session, Work<T> work) {
        try {
            return session.run(work);
        } catch (Throwable e) {
            rollback(session);
            throw e;
        }
    }

    /** Runs steps of a writing transaction while nobody else of this process writes. */
    <T extends @Nullable Object> T inTurn(Supplier<T> steps) {
        if (writing.isHeldByCurrentThread()) {
            throw new IllegalStateException("Already inside a transaction; pass its Tx on");
        }
        writing.lock();
        try {
            requireOpen();
            return steps.get();
        } finally {
            writing.unlock();
        }
    }

    /** Begins a writing transaction, on a new connection if the last one had to be given up. */
    Session begin() {
        Session session = writer;
        if (session == null) {
            session = Session.writer(file, options);
            writer = session;
            applyLimit(session);
        }
        try {
            session.begin();
            return session;
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.LOCKED) {
                giveUp(session); // The next one shall find a connection without a past.
            }
            throw e;
        }
    }

    /** Commits; on failure nothing is open any more and the next transaction can begin. */
    void commit(Session session) {
        try {
            session.commit();
        } catch (RuntimeException | Error e) {
            LOG.warn("A commit to {} failed: {}", file, e.getMessage());
            giveUp(session);
            throw e;
        }
        if (++commits % COMMITS_PER_LOG_CHECK == 0) {
            shortenLog(session);
        }
    }

    /** Rolls back; afterwards the next transaction can begin, whatever happened. */
    void rollback(Session session) {
        try {
            session.rollback();
        } catch (StorageException e) {
            giveUp(session); // SQLite rolled back by itself, or worse; a new connection is clean.
        }
    }

    private void giveUp(Session session) {
        writer = null;
        session.close();
    }

    /**
     * SQLite only starts its log anew when no reader needs it. Readers that follow each other
     * closely would let it grow for ever, so at some length they are waited for, but not long: a
     * backup may take minutes.
     */
    private void shortenLog(Session session) {
        try {
            long bytes = Files.size(FileHeader.sibling(file, "-wal"));
            if (bytes > logBytesTolerated) {
                session.pragma("busy_timeout=" + LOG_WAIT_MILLIS);
                boolean waitedInVain = session.pragma("wal_checkpoint(TRUNCATE)").equals("1");
                session.pragma("busy_timeout=" + options.busyTimeoutMillis());
                logBytesTolerated = waitedInVain ? bytes + overgrownBytes() : overgrownBytes();
            }
        } catch (IOException | StorageException e) {
            LOG.warn("The log of {} could not be shortened: {}", file, e.getMessage());
        }
    }

    private long overgrownBytes() {
        return options.checkpointPages() * 4096L * LOG_OVERGROWN_FACTOR;
    }

    /**
     * Runs a work that only reads, on one unchanging state of the data, beside writers and other
     * readers. Waits while {@link Options#readersMax} others read, so must not be nested.
     */
    public <T extends @Nullable Object> T read(Work<T> work) {
        reading.acquireUninterruptibly();
        try {
            requireOpen();
            Session session = borrowReader();
            try {
                session.beginSnapshot();
                return session.run(work);
            } finally {
                giveBack(session);
            }
        } finally {
            reading.release();
        }
    }

    private Session borrowReader() {
        synchronized (idleReaders) {
            Session idle = idleReaders.pollFirst();
            if (idle != null) {
                return idle;
            }
        }
        return Session.reader(file, options);
    }

    private void giveBack(Session session) {
        try {
            session.endSnapshot();
        } catch (StorageException e) {
            session.close(); // Not even begun, or worse; the next reader gets a new one.
            return;
        }
        synchronized (idleReaders) {
            idleReaders.addFirst(session); // The warmest cache first.
        }
    }

    /**
     * Copies the database, as it is at this moment, into a new file that only its owner may read.
     * Others go on reading and writing. The copy is complete and on the disk when this returns.
     *
     * @throws StorageException {@code EXISTS} if there is such a file; it is left alone
     */
    public void backupTo(Path target) {
        requireOpen();
        onOwnThread(() -> {
            Backup.write(file, options, target);
            return null;
        });
    }

    /** What SQLite's own check finds wrong with the file; empty if it is sound. Reads it all. */
    public List<String> problems() {
        requireOpen();
        return onOwnThread(() -> check(file, options));
    }

    static List<String> check(Path file, Options options) {
        try (Session session = Session.reader(file, options)) {
            List<String> found = new ArrayList<>(session.firstColumn("PRAGMA integrity_check"));
            found.remove("ok");
            for (String table : session.firstColumn("PRAGMA foreign_key_check")) {
                found.add("a row of " + table + " refers to a row that does not exist");
            }
            return found;
        }
    }

    /** For what takes long: a virtual caller would hold its carrier all the while. */
    private static <T extends @Nullable Object> T onOwnThread(Supplier<T> task) {
        return Lanes.await(
                CompletableFuture.supplyAsync(
                        task, command -> new Thread(command, "tidemark-sql-long").start()));
    }

    /**
     * Lets the file grow to at most so many bytes (in whole pages); beyond, writes fail with {@code
     * FULL}. A file that is larger already does not shrink. 0 takes the limit away.
     */
    public void limitBytes(long max) {
        inTurn(() -> {
            bytesMax = max;
            Session session = begin();
            rollback(session);
            applyLimit(session);
            return null;
        });
    }

    private void applyLimit(Session session) {
        long pageBytes = Long.parseLong(session.pragma("page_size"));
        long pages = bytesMax <= 0 ? 0xfffffffeL : Math.max(1, bytesMax / pageBytes);
        session.pragma("max_page_count=" + pages);
    }

    /** Lanes to close before the file. */
    void closeFirst(FileLanes opened) {
        synchronized (lanes) {
            lanes.add(opened);
        }
    }

    /** Ends what was begun, moves the log into the file, closes. More than once does no harm. */
    @Override
    public void close() {
        List<FileLanes> open;
        synchronized (lanes) {
            open = List.copyOf(lanes);
        }
        open.forEach(FileLanes::close);
        writing.lock();
        try {
            if (!closed) {
                closed = true;
                closeReaders();
                closeWriter();
                OpenFiles.leave(key);
            }
        } finally {
            writing.unlock();
        }
    }

    private void closeReaders() {
        reading.acquireUninterruptibly(options.readersMax());
        idleReaders.forEach(Session::close);
        reading.release(options.readersMax());
    }

    private void closeWriter() {
        if (writer != null) {
            try {
                writer.pragma("busy_timeout=" + LOG_WAIT_MILLIS); // Whoever is left will do it.
                writer.pragma("wal_checkpoint(TRUNCATE)");
            } catch (StorageException e) {
                LOG.warn("The log of {} stays for the next start: {}", file, e.getMessage());
            }
            writer.close();
            writer = null;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, file + " is closed");
        }
    }
}

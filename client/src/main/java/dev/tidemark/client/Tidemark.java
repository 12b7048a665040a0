package dev.tidemark.client;

import dev.tidemark.client.envelope.Envelopes;
import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.fault.SyncException.Kind;
import dev.tidemark.client.local.Bodies;
import dev.tidemark.client.local.LocalFile;
import dev.tidemark.client.local.LocalWriter;
import dev.tidemark.client.local.RecordTable;
import dev.tidemark.client.queue.QueueTable;
import dev.tidemark.client.sync.EnrolmentTable;
import dev.tidemark.client.sync.ProgressTable;
import dev.tidemark.client.sync.Syncer;
import dev.tidemark.client.sync.Verification;
import dev.tidemark.client.sync.VerificationTable;
import dev.tidemark.client.sync.VerificationTable.Checked;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.client.transport.HttpTransport;
import dev.tidemark.client.transport.Transport;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.sql.StorageException;
import dev.tidemark.sql.Work;
import dev.tidemark.wire.json.Json;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An app's data on this device: a local database that works without any network, and syncs when it
 * can.
 *
 * <p>Everything the app reads and writes is local. Sync is something that is enabled on top, and
 * may be disabled again; neither it nor its absence ever keeps the app from reading or writing.
 *
 * <p>Thread-safe. Calls that touch the database run on the caller's thread, which should be no
 * virtual one. One object for a file and process; other processes may have the file open too.
 */
public final class Tidemark implements AutoCloseable {

    private final LocalFile file;
    private final Options options;
    private final Observers observers = new Observers();
    private final Transport transport;
    private final Syncer syncer;
    private final Access direct = new Direct();
    private volatile @Nullable LiveSync live;

    private Tidemark(LocalFile file, Options options) {
        this.file = file;
        this.options = options;
        this.transport = options.transport().apply(options.http());
        this.syncer =
                new Syncer(file, transport, options.sync(), options.random(), observers::changed);
    }

    /** Opens a database, made as needed, with {@link Options#DEFAULTS}. */
    public static Tidemark open(Path file) {
        return open(file, Options.DEFAULTS);
    }

    /**
     * Opens a database, made as needed.
     *
     * @throws StorageException if the file is not ours, or of a newer version; it is then left as
     *     it was
     */
    public static Tidemark open(Path file, Options options) {
        LocalFile local =
                LocalFile.open(
                        file,
                        options.storage(),
                        options.environment(),
                        options.local(),
                        options.backupsMax(),
                        options.deviceName(),
                        options.platform());
        try {
            Tidemark opened = new Tidemark(local, options);
            opened.adoptGivenSchema();
            return opened;
        } catch (RuntimeException | Error e) {
            local.close();
            throw e;
        }
    }

    /** The app's own schema counts until a server has told one. */
    private void adoptGivenSchema() {
        if (options.schema() == null) {
            return;
        }
        byte[] document = Json.bytes(options.schema());
        boolean told = file.read(tx -> new EnrolmentTable(tx).account().isPresent());
        if (!told) {
            file.change(tx -> file.adoptSchema(tx, document));
        }
    }

    /** The records of a collection. */
    public Records records(String collection) {
        return new Records(collection, direct);
    }

    /** The records of a collection as objects of a class, by Jackson. */
    public <T> TypedRecords<T> collection(String collection, Class<T> type) {
        return new TypedRecords<>(records(collection), type, options.mapper());
    }

    /** The names of the collections that have live records. */
    public List<String> collections() {
        return file.read(tx -> new RecordTable(tx).collections());
    }

    /** Writes several things in one local transaction, which is much faster than one by one. */
    public <T extends @Nullable Object> T batch(Function<Batch, T> writes) {
        return direct.write(writer -> writes.apply(new Batch(writer, null, options.mapper())));
    }

    /**
     * Writes several things that belong together: in one local transaction, and the server takes
     * all of them or none.
     *
     * @throws IllegalArgumentException if they are more than a group may have
     */
    public void group(Consumer<Batch> writes) {
        direct.write(writer -> {
            writes.accept(new Batch(writer, writer.newId(), options.mapper()));
            int max = options.local().groupMutationsMax();
            if (writer.mutations() > max) {
                throw new IllegalArgumentException(
                        "a group of %d writes; at most %d go together"
                                .formatted(writer.mutations(), max));
            }
            return null;
        });
    }

    /**
     * Tells of every record that changes, here or by sync, after it is committed: on a thread of
     * its own, without any lock held. Close the answer to end that.
     */
    public Subscription observe(Consumer<Changes> listener) {
        return observers.observe(key -> true, listener);
    }

    /** Tells of changes in one collection. */
    public Subscription observe(String collection, Consumer<Changes> listener) {
        return observers.observe(key -> key.collection().equals(collection), listener);
    }

    /** Tells of changes of one record. */
    public Subscription observe(String collection, String id, Consumer<Changes> listener) {
        RecordKey wanted = new RecordKey(collection, id);
        return observers.observe(wanted::equals, listener);
    }

    /**
     * Enables sync with a server, or changes where and as whom. Nobody is asked yet: the next sync
     * checks that the credential opens the account that this data belongs to, before it sends
     * anything. The credential is kept in the database file, which only its owner may read.
     *
     * @param server such as {@code https://sync.example.org}
     * @throws SyncException if the address is none, or would send the credential unencrypted
     */
    public void enableSync(URI server, Credential credential) {
        try {
            syncer.enable(HttpTransport.serverOf(server, options.http()), credential);
        } catch (IllegalArgumentException e) {
            throw new SyncException(Kind.INVALID, String.valueOf(e.getMessage()), e);
        }
        wakeLive();
    }

    /** Disables sync. Records, queue and dead letters stay, and the app goes on. */
    public void disableSync() {
        syncer.disable();
    }

    /**
     * Syncs now, on this thread: pulls, pushes, and pulls what came back. Where the server asked
     * for patience it returns at once and says so.
     *
     * @throws SyncException if sync is not enabled, or another process syncs this database
     */
    public SyncResult sync() {
        return SyncResult.of(syncer.runNow());
    }

    /**
     * Pulls, on this thread, and compares what this device holds with what the server does: by a
     * hash for each collection, and where those differ, record by record. What waits to be sent is
     * left aside, and not sent. Reads all records.
     *
     * @throws SyncException if the server cannot be asked, or others write to it all the time
     */
    public Verification verify() {
        return syncer.verify();
    }

    /**
     * Says what {@link #sync} would do now, and does nothing of it: what the server has to tell is
     * applied here, and what waits here is applied there, each in a transaction that is taken back.
     * The server does not take note of it either.
     *
     * @throws SyncException if sync is not enabled, or another process syncs this database
     */
    public SyncPreview previewSync() {
        return SyncPreview.of(syncer.rehearse());
    }

    /**
     * Syncs now, but only in the state that a preview was about: what waits here, the records here
     * and the server's data have to be the same. What others do after that the sync takes along.
     *
     * @param token of the preview
     * @throws SyncException {@code STALE} if something is another one, and nothing was sent; {@code
     *     INVALID} if the token is none; else as {@link #sync()}
     */
    public SyncResult sync(String token) {
        return SyncResult.of(syncer.run(token));
    }

    /**
     * Lets the next sync pull everything from the beginning, for a person who was told to. Nothing
     * that waits to be sent is lost.
     */
    public void pullAnew() {
        syncer.beginAnew();
    }

    /** Starts to sync by itself, until it is closed; started already, it is the same one. */
    public synchronized LiveSync goLive() {
        LiveSync running = live;
        if (running == null || running.isClosed()) {
            running = new LiveSync(syncer, transport, this::facts, options);
            live = running;
            running.start();
        }
        return running;
    }

    /** Where this database stands. */
    public Status status() {
        boolean syncing = syncer.isSyncing();
        return file.read(tx -> Status.of(tx, file, syncing));
    }

    /** What waits to be confirmed by the server, oldest first. */
    public List<Pending> pending() {
        return file.read(tx -> {
            QueueTable queue = new QueueTable(tx);
            List<Pending> all = new ArrayList<>();
            queue.page(-1, Integer.MAX_VALUE)
                    .forEach(queued -> {
                        byte[] body = queue.body(queued.position());
                        all.add(
                                new Pending(
                                        Bodies.mutation(body, queued.dot().device()),
                                        queued.stage(),
                                        queued.attempts(),
                                        queued.queuedAt(),
                                        body.length));
                    });
            return all;
        });
    }

    /** The mutations that the server refused for good. */
    public DeadLetters deadLetters() {
        return new DeadLetters(file, this::changed);
    }

    /** What a person has to decide. */
    public Conflicts conflicts() {
        return new Conflicts(file, this::changed);
    }

    /** What pulls have replaced. */
    public Backups backups() {
        return new Backups(file, this::changed);
    }

    /** This device's records as envelopes. */
    public Envelopes envelopes() {
        return new Envelopes(file, transport, options.http());
    }

    /** The rules in force: the server's, the app's own, or those for any data. */
    public SyncSchema schema() {
        return file.read(tx -> file.rules(tx).schema());
    }

    /** The whole state of a record, as it is merged; the empty one where there is none. */
    RecordState state(RecordKey key) {
        return file.read(tx ->
                new RecordTable(tx)
                        .find(key)
                        .map(row -> Bodies.state(row.shown()))
                        .orElse(RecordState.EMPTY));
    }

    /** What is wrong with the database, as far as SQLite and we can tell; empty if it is sound. */
    public List<String> problems() {
        return file.problems();
    }

    /** Ends live sync and closes the database. What was written is on the disk already. */
    @Override
    public void close() {
        LiveSync running = live;
        if (running != null) {
            running.close();
        }
        transport.close();
        observers.close();
        file.close();
    }

    private LiveSync.Facts facts() {
        return file.read(tx ->
                new LiveSync.Facts(
                        new EnrolmentTable(tx).find().orElse(null),
                        new ProgressTable(tx).read(),
                        new VerificationTable(tx).last().map(Checked::at).orElse(null),
                        file.now()));
    }

    private void changed(Set<RecordKey> keys) {
        if (!keys.isEmpty()) {
            observers.changed(keys);
            wakeLive();
        }
    }

    private void wakeLive() {
        LiveSync running = live;
        if (running != null) {
            running.wake();
        }
    }

    /** Each call in a transaction of its own. */
    private final class Direct implements Access {

        @Override
        public <T extends @Nullable Object> T write(Function<LocalWriter, T> writes) {
            Written<T> written =
                    file.write(writer -> new Written<>(writes.apply(writer), writer.written()));
            changed(written.keys());
            return written.result();
        }

        @Override
        public <T extends @Nullable Object> T read(Work<T> work) {
            return file.read(work);
        }

        @Override
        public @Nullable String group() {
            return null;
        }
    }

    private record Written<T extends @Nullable Object>(T result, Set<RecordKey> keys) {}
}

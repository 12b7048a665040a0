package dev.tidemark.client.project;

import dev.tidemark.client.Options;
import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.fault.SyncException.Kind;
import dev.tidemark.client.project.CopyFile.Operation;
import dev.tidemark.client.project.CopyFile.State;
import dev.tidemark.client.project.ProjectServer.Outcome;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.client.transport.HttpTransport;
import dev.tidemark.client.transport.Transport;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.sql.Database;
import dev.tidemark.wire.account.SchemaAnswer;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.project.HandshakeAnswer;
import dev.tidemark.wire.project.ProjectDelta;
import dev.tidemark.wire.project.ProjectDocument;
import dev.tidemark.wire.project.ProjectEdit;
import dev.tidemark.wire.project.ProjectEdit.Upsert;
import dev.tidemark.wire.project.ProjectItems;
import dev.tidemark.wire.project.ProjectWrite;
import dev.tidemark.wire.schema.SchemaReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The project of an account on this device, as one document: read and written here without a
 * network, brought together with the server's by {@link #sync}.
 *
 * <p>What the app does is an operation: it counts here at once and waits in the file, under a name
 * that stays the same however often it is sent. It is sent with the version that it builds on.
 * Where others were faster it is merged with what they did, by keys and fields; what cannot be
 * merged is kept on both sides and asked about ({@link #clashes}). Nothing is sent before the first
 * pull is complete, and a copy that is empty deletes nothing: only a deletion deletes.
 *
 * <p>Thread-safe. One object for a file.
 */
public final class ProjectCopy implements AutoCloseable {

    /** Others may be faster so often before a sync leaves the rest to the next one. */
    private static final int ROUNDS_MAX = 20;

    private final Database database;
    private final Options options;
    private final Transport transport;
    private final ProjectServer server;
    private final ReentrantLock syncing = new ReentrantLock();

    private ProjectCopy(
            Database database, Options options, Transport transport, ProjectServer server) {
        this.database = database;
        this.options = options;
        this.transport = transport;
        this.server = server;
    }

    /**
     * Opens a copy, made as needed.
     *
     * @param device as which this copy speaks: the device of the token, or a name of its own
     * @throws SyncException if the address is none, or the file is the copy of another one
     * @throws dev.tidemark.sql.StorageException if the file is not ours
     */
    public static ProjectCopy open(
            Path file, URI address, Credential credential, String device, Options options) {
        String server;
        try {
            server = HttpTransport.serverOf(address, options.http());
        } catch (IllegalArgumentException e) {
            throw new SyncException(Kind.INVALID, String.valueOf(e.getMessage()), e);
        }
        Database database = Database.open(file, CopyFile.FORMAT, options.storage());
        try {
            database.write(tx -> {
                CopyFile copy = new CopyFile(tx);
                State state = copy.state().orElse(null);
                if (state == null) {
                    copy.begin(server, device);
                } else if (!state.server().equals(server)) {
                    throw new SyncException(
                            Kind.OTHER_ACCOUNT,
                            "this is a copy of a project at %s".formatted(state.server()));
                }
                return true;
            });
            Transport transport = options.transport().apply(options.http());
            return new ProjectCopy(
                    database, options, transport, new ProjectServer(transport, server, credential));
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    /**
     * The project as it is on this device: what the server had at the last pull, and what was done
     * here since. In the shape of {@code projectData}; empty before the first pull.
     */
    public Value.Obj data() {
        return read(copy -> {
            State state = state(copy);
            return state.schema() == null
                    ? Value.Obj.EMPTY
                    : document(items(state), local(copy, state));
        });
    }

    private static SortedMap<RecordKey, Value.Obj> local(CopyFile copy, State state) {
        ProjectItems items = items(state);
        SortedMap<RecordKey, Value.Obj> project = ProjectWrite.entities(state.data(), items);
        for (Operation operation : copy.operations()) {
            project = ProjectMerge.after(project, ProjectWrite.ofDelta(operation.delta(), items));
        }
        return project;
    }

    private static Value.Obj document(ProjectItems items, SortedMap<RecordKey, Value.Obj> project) {
        TreeMap<String, List<Value>> lists = new TreeMap<>();
        items.rules().lists().forEach(list -> lists.put(list, new ArrayList<>()));
        TreeMap<String, Value> members = new TreeMap<>();
        members.put(items.rules().meta(), Value.Obj.EMPTY);
        project.forEach((key, fields) -> {
            List<Value> list = lists.get(key.collection());
            if (list == null) {
                members.put(key.collection(), fields);
            } else {
                list.add(fields);
            }
        });
        lists.forEach((list, entities) -> members.put(list, Value.of(entities)));
        return new Value.Obj(members);
    }

    /**
     * Does something here, to be sent with the next sync.
     *
     * @param delta as contract 3 has it: {@code {meta, scenes: {upsert, delete}, …}}
     * @return the operation's name
     * @throws SyncException {@code INVALID} if it is no delta of this project, or does not fit the
     *     app's schema; {@code DEFERRED} before the first pull, as nothing is known of the project
     *     then. Nothing was done
     */
    public String edit(Value.Obj delta) {
        String opId = options.environment().ids().get();
        return write(copy -> {
            State state = state(copy);
            if (state.version() == null) {
                throw new SyncException(
                        Kind.DEFERRED, "sync once first: nothing is known of the project yet");
            }
            check(delta, state, copy);
            copy.queue(opId, delta, now());
            return opId;
        });
    }

    private static void check(Value.Obj delta, State state, CopyFile copy) {
        try {
            ProjectItems items = items(state);
            List<ProjectEdit> edits = ProjectWrite.ofDelta(delta, items);
            Value.Obj schema = schemaOf(state);
            SortedMap<RecordKey, Value.Obj> after = ProjectMerge.after(local(copy, state), edits);
            for (ProjectEdit edit : edits) {
                Value.Obj fields = after.get(edit.key());
                if (fields != null) {
                    Fitting.check(SchemaReader.read("schema", schema), edit, fields);
                }
            }
        } catch (InvalidInput e) {
            throw new SyncException(Kind.INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    private static Value.Obj schemaOf(State state) {
        Value.Obj schema = state.schema();
        if (schema == null) {
            throw new SyncException(Kind.DEFERRED, "sync once first: nothing is known of the app");
        }
        return schema;
    }

    private static ProjectItems items(State state) {
        return new ProjectItems(SchemaReader.read("schema", schemaOf(state)).rules());
    }

    /**
     * Syncs now, on this thread: pulls what is new, sends what waits, and merges where others were
     * faster.
     *
     * @throws SyncException if it did not come through; everything is here, and waits for the next
     *     one. {@code INVALID} for an operation that the server refuses for good: it stays the next
     *     one to be sent until {@link #drop} takes it away
     */
    public ProjectStatus sync() {
        if (!syncing.tryLock()) {
            throw new SyncException(Kind.BUSY, "this copy is being synced already");
        }
        try {
            identify();
            findOut();
            pull();
            push();
            write(copy -> {
                copy.synced(now());
                return true;
            });
        } catch (SyncException e) {
            write(copy -> {
                copy.troubled(String.valueOf(e.getMessage()));
                return true;
            });
            throw e;
        } finally {
            syncing.unlock();
        }
        return status();
    }

    /** Makes sure whose project it is before anything is sent. */
    private void identify() {
        SchemaAnswer told = server.schema();
        write(copy -> {
            State state = state(copy);
            if (!state.account().isEmpty() && !state.account().equals(told.accountId())) {
                throw new SyncException(
                        Kind.OTHER_ACCOUNT,
                        "this credential is of another account than the project on this device");
            }
            if (SchemaReader.read("server", told.schema()).rules().project() == null) {
                throw new SyncException(Kind.INVALID, "the app of this account has no project");
            }
            copy.bind(told.accountId(), told.schema());
            return true;
        });
    }

    /**
     * Sends once more, as it was, what may have arrived: only the server knows whether it did.
     * Until then it must not be merged with anything, or it would be something else under the same
     * name.
     */
    private void findOut() {
        State state = read(ProjectCopy::state);
        for (Operation operation : read(CopyFile::operations)) {
            if (operation.base() != null) {
                send(state, operation);
                return;
            }
        }
    }

    private void pull() {
        State state = read(ProjectCopy::state);
        ProjectItems items = items(state);
        List<String> parts = new ArrayList<>(items.rules().lists());
        parts.add(items.rules().meta());
        HandshakeAnswer told =
                server.handshake(ProjectServer.handshake(state.device(), parts, state.version()));
        if (told.initialPullRequired() || !told.version().equals(state.version())) {
            ProjectDocument project = server.project();
            take(project.version(), project.data());
        }
    }

    /**
     * Takes over what the server has, and merges what waits with it: in one transaction, with a
     * backup of what it replaces. What does not fit the app's project is refused before.
     */
    private void take(String version, Value.Obj data) {
        write(copy -> {
            State state = state(copy);
            ProjectItems items = items(state);
            SortedMap<RecordKey, Value.Obj> base = ProjectWrite.entities(state.data(), items);
            SortedMap<RecordKey, Value.Obj> theirs = ProjectWrite.entities(data, items);
            SortedMap<RecordKey, Value.Obj> before = base;
            SortedMap<RecordKey, Value.Obj> after = theirs;
            for (Operation operation : copy.operations()) {
                List<ProjectEdit> edits = ProjectWrite.ofDelta(operation.delta(), items);
                ProjectMerge.Merged merged = new ProjectMerge(items, before, after).of(edits);
                before = ProjectMerge.after(before, edits);
                after = ProjectMerge.after(after, merged.edits());
                merged.clashes()
                        .forEach(clash ->
                                copy.keep(clash, options.environment().ids().get(), now()));
                if (merged.edits().isEmpty()) {
                    copy.remove(operation);
                } else {
                    copy.replace(operation, delta(items, merged.edits()));
                }
            }
            copy.pulled(state, version, data, now());
            return true;
        });
    }

    private static Value.Obj delta(ProjectItems items, List<ProjectEdit> edits) {
        ProjectDelta delta = new ProjectDelta(items);
        for (ProjectEdit edit : edits) {
            if (edit instanceof Upsert upsert) {
                TreeMap<String, Value> item = new TreeMap<>(upsert.fields().members());
                items.keyOf(edit.key()).members().forEach(item::putIfAbsent);
                delta.upsert(edit.key().collection(), new Value.Obj(item));
            } else {
                delta.delete(edit.key());
            }
        }
        return delta.value();
    }

    private void push() {
        for (int round = 0; round < ROUNDS_MAX; round++) {
            State state = read(ProjectCopy::state);
            List<Operation> operations = read(CopyFile::operations);
            if (operations.isEmpty()) {
                return;
            }
            for (Operation operation : operations) {
                if (!send(state, operation)) {
                    break;
                }
                state = read(ProjectCopy::state);
            }
        }
    }

    /** Sends an operation; false if others were faster, and all that waits was merged with that. */
    private boolean send(State state, Operation operation) {
        write(copy -> {
            copy.sending(operation, state.version());
            return true;
        });
        Outcome outcome =
                server.write(
                        operation.opId(),
                        state.device(),
                        state.version(),
                        operation.delta(),
                        false);
        if (outcome instanceof Outcome.Taken taken) {
            taken(operation, taken.version());
            return true;
        }
        write(copy -> {
            copy.sending(operation, null);
            return true;
        });
        if (outcome instanceof Outcome.Late late) {
            take(late.conflict().latestVersion(), late.conflict().serverState());
            return false;
        }
        throw refused(((Outcome.Refused) outcome).problem().detail());
    }

    private static SyncException refused(String detail) {
        return new SyncException(
                Kind.INVALID,
                "the server refuses the operation that is next: %s".formatted(detail));
    }

    /**
     * The project with an operation that the server has taken: it was taken on the very version
     * that this copy has.
     */
    private void taken(Operation operation, String version) {
        write(copy -> {
            State state = state(copy);
            ProjectItems items = items(state);
            SortedMap<RecordKey, Value.Obj> after =
                    ProjectMerge.after(
                            ProjectWrite.entities(state.data(), items),
                            ProjectWrite.ofDelta(operation.delta(), items));
            copy.remove(operation);
            copy.pulled(state, version, document(items, after), now());
            return true;
        });
    }

    /** Takes an operation away that the server refuses, or that nobody wants any more. */
    public boolean drop(String opId) {
        return write(copy -> {
            for (Operation operation : copy.operations()) {
                if (operation.opId().equals(opId)) {
                    copy.remove(operation);
                    return true;
                }
            }
            return false;
        });
    }

    /** The names of the operations that wait, in the order in which they are sent. */
    public List<String> pending() {
        return read(copy -> copy.operations().stream().map(Operation::opId).toList());
    }

    /** What a person has to decide, oldest first: both sides of each. */
    public List<Clash> clashes() {
        return read(CopyFile::clashes);
    }

    /**
     * Decides a clash: what is chosen becomes an ordinary operation.
     *
     * @param chosen a field's value or the entity; null to delete the entity
     * @throws SyncException {@code NOT_FOUND} if there is no such clash any more; {@code INVALID}
     *     for null where it is about a field
     */
    public void settle(Clash clash, @Nullable Value chosen) {
        write(copy -> {
            if (!copy.settle(clash.id())) {
                throw new SyncException(Kind.NOT_FOUND, "this was decided already");
            }
            State state = state(copy);
            copy.queue(
                    options.environment().ids().get(),
                    decision(items(state), clash, chosen),
                    now());
            return true;
        });
    }

    private static Value.Obj decision(ProjectItems items, Clash clash, @Nullable Value chosen) {
        ProjectDelta delta = new ProjectDelta(items);
        String field = clash.field();
        if (chosen == null) {
            if (field != null) {
                throw new SyncException(Kind.INVALID, "choose a value for %s".formatted(field));
            }
            return delta.delete(clash.key()).value();
        }
        TreeMap<String, Value> item = new TreeMap<>(items.keyOf(clash.key()).members());
        if (field != null) {
            item.put(field, chosen);
        } else if (chosen instanceof Value.Obj entity) {
            item.putAll(entity.members());
        }
        return delta.upsert(clash.key().collection(), new Value.Obj(item)).value();
    }

    /** The server's snapshots, the newest first, as it tells them. */
    public Value.Obj snapshots() {
        return server.snapshots("", null);
    }

    /** What differs from a snapshot, as the server tells it. */
    public Value.Obj snapshot(String id) {
        return server.snapshots("/" + id, null);
    }

    /**
     * Brings back what a snapshot stands for, which a person has confirmed, and pulls it. What
     * waits here goes on waiting.
     */
    public ProjectStatus restore(String id) {
        server.snapshots("/" + id + "/restore", Value.Obj.EMPTY.with("confirm", Value.TRUE));
        return sync();
    }

    /** The versions that pulls have replaced on this device, newest first. */
    public List<String> backups() {
        return read(CopyFile::backups);
    }

    /** The project as this device had it from the server in a version; {@link #backups}. */
    public Value.Obj backup(String version) {
        return read(copy ->
                copy.backup(version)
                        .orElseThrow(() ->
                                new SyncException(
                                        Kind.NOT_FOUND, "there is no backup of that version")));
    }

    /** Where this copy stands. */
    public ProjectStatus status() {
        boolean busy = syncing.isLocked();
        return read(copy -> {
            State state = state(copy);
            int pending = copy.operations().size();
            int clashes = copy.clashes().size();
            Long at = state.syncedAt();
            return new ProjectStatus(
                    kind(state, pending, clashes, busy),
                    state.version(),
                    pending,
                    clashes,
                    at == null ? null : Instant.ofEpochMilli(at),
                    state.trouble());
        });
    }

    private static ProjectStatus.Kind kind(State state, int pending, int clashes, boolean busy) {
        if (clashes > 0) {
            return ProjectStatus.Kind.CONFLICT;
        }
        if (!busy && (state.trouble() != null || state.version() == null)) {
            return ProjectStatus.Kind.OFFLINE;
        }
        return busy || pending > 0 ? ProjectStatus.Kind.SYNCING : ProjectStatus.Kind.SYNCED;
    }

    @Override
    public void close() {
        transport.close();
        database.close();
    }

    private long now() {
        return options.environment().clock().instant().toEpochMilli();
    }

    private static State state(CopyFile copy) {
        return copy.state().orElseThrow();
    }

    private <T> T read(Function<CopyFile, T> work) {
        return database.read(tx -> work.apply(new CopyFile(tx)));
    }

    private <T> T write(Function<CopyFile, T> work) {
        return database.write(tx -> work.apply(new CopyFile(tx)));
    }
}

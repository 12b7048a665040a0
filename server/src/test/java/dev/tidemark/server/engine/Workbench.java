package dev.tidemark.server.engine;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.access.Role;
import dev.tidemark.server.access.Scopes;
import dev.tidemark.server.conflict.ConflictList;
import dev.tidemark.server.cursor.Cursors;
import dev.tidemark.server.guard.Holds;
import dev.tidemark.server.store.Beginning;
import dev.tidemark.server.store.ConflictRow.Which;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.Storage;
import dev.tidemark.sql.LaneLimits;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Options;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.RecordEntry;
import dev.tidemark.wire.command.RestoreAnswer;
import dev.tidemark.wire.schema.AppSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The engine over a real file, with a clock and ids of its own. Closing it checks that everything
/// in the file fits together.
final class Workbench implements AutoCloseable {

    static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    static final String ACCOUNT = "account-1";
    static final int RECORD_BYTES_MAX = 2_000;

    private final Path folder;
    private final int aheadMin;
    private Storage storage;
    private Push push;
    final Cursors cursors = new Cursors(new byte[Cursors.KEY_BYTES]);
    final List<String> announced = Collections.synchronizedList(new ArrayList<>());
    final Acknowledged acknowledged = new Acknowledged();
    AppSchema app;
    GuardLimits guards = GuardLimits.OFF;
    Instant now = NOON;
    private final Random editions = new Random(1);
    private final AtomicInteger ids = new AtomicInteger();
    private int copies;

    Workbench(Path folder, AppSchema app) {
        this(folder, app, Ahead.MUTATIONS_MIN);
    }

    /// @param aheadMin how many mutations a batch must have to be decided ahead
    Workbench(Path folder, AppSchema app, int aheadMin) {
        this.folder = folder;
        this.app = app;
        this.aheadMin = aheadMin;
        this.storage = open(folder, Options.DEFAULTS);
        this.push = newPush();
        openAccount(ACCOUNT);
    }

    Workbench(Path folder) {
        this(folder, AppSchema.OPEN);
    }

    private static Storage open(Path folder, Options options) {
        return Storage.open(folder, options, LaneLimits.DEFAULTS);
    }

    void openAccount(String account) {
        byte[] epoch = new byte[16];
        epoch[0] = (byte) account.hashCode();
        lanes().writeNow(
                        "test",
                        tx ->
                                tx.update(
                                        "INSERT INTO account (account_id, name, app, created_at, epoch)"
                                                + " VALUES (?, ?, 'open', 0, ?)",
                                        account,
                                        account,
                                        epoch));
    }

    /// Closes the file and opens it again, as a new process would.
    void restart() {
        storage.close();
        storage = open(folder, Options.DEFAULTS);
        push = newPush();
    }

    /// Keeps the file as it is now, by hand.
    Path keep() {
        storage.close();
        Path kept = folder.resolve("kept-" + ++copies);
        copy(folder.resolve(Storage.FILE), kept);
        storage = open(folder, Options.DEFAULTS);
        push = newPush();
        return kept;
    }

    /// Puts an old file in the place of the one there is and starts on it, as somebody does who
    /// says nothing.
    void putBack(Path kept) {
        storage.close();
        copy(kept, folder.resolve(Storage.FILE));
        acknowledged.forget();
        storage = open(folder, Options.DEFAULTS);
        push = newPush();
        start();
    }

    /// What a server does when it starts.
    void start() {
        lanes().writeNow(
                        "test",
                        tx -> {
                            Beginning.noteStart(tx, now.toEpochMilli());
                            return true;
                        });
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Healing healing() {
        return new Healing(lanes(), pull(), (tx, asking) -> {}, announced::add, editions::nextLong);
    }

    /// The same with another disk.
    void restart(Options options) {
        storage.close();
        storage = open(folder, options);
        push = newPush();
    }

    Lanes lanes() {
        return storage.lanes();
    }

    Storage storage() {
        return storage;
    }

    Pull pull() {
        return new Pull(lanes(), cursors);
    }

    /// The same one until the next restart: batches that are on their way know of each other.
    Push push() {
        return push;
    }

    private Push newPush() {
        return new Push(
                lanes(),
                pull(),
                RECORD_BYTES_MAX,
                (tx, asking) -> {},
                announced::add,
                editions::nextLong,
                guards,
                aheadMin);
    }

    /// From here on mass changes are held.
    void guard(GuardLimits limits) {
        guards = limits;
        push = newPush();
    }

    /// Ends what retention says, as if nobody else wrote; what was done in all.
    Compacting.Done compact(RetentionRules rules) {
        Compacting compacting = new Compacting(app, rules);
        long purged = 0;
        long versions = 0;
        RecordKey last = new RecordKey("", "");
        while (last != null) {
            RecordKey after = last;
            Due.Page page = lanes().readNow(tx -> compacting.due(tx, ACCOUNT, after, now));
            List<Due> left = page.dues();
            while (!left.isEmpty()) {
                List<Due> some = left;
                Compacting.Done done =
                        lanes().writeNow(
                                        Workbench.ACCOUNT,
                                        tx ->
                                                compacting.step(
                                                        tx, ACCOUNT, some, editions.nextLong()));
                purged += done.purged();
                versions += done.versions();
                left = done.left();
            }
            last = page.last();
        }
        long horizon = lanes().readNow(tx -> Head.find(tx, ACCOUNT).orElseThrow().horizon());
        return new Compacting.Done(purged, versions, horizon, List.of());
    }

    Holds holds() {
        return new Holds(lanes(), () -> now, editions::nextLong);
    }

    Resolving resolving() {
        return new Resolving(
                lanes(), RECORD_BYTES_MAX, (tx, asking) -> {}, announced::add, editions::nextLong);
    }

    Scribing scribing() {
        return new Scribing(
                lanes(),
                pull(),
                RECORD_BYTES_MAX,
                (tx, asking) -> {},
                announced::add,
                editions::nextLong,
                guards,
                event -> {});
    }

    Restoring restoring() {
        LongReads longReads = new LongReads(lanes(), 2);
        return new Restoring(
                lanes(), longReads, (tx, asking) -> {}, announced::add, editions::nextLong, 10);
    }

    /// Restores what an extent was at a seq.
    RestoreAnswer restore(long seq, Extent extent) {
        return restoring().restore(restorer(), new Restore(newId(), seq, extent, "then"));
    }

    /// A request that restores.
    Asking restorer() {
        int rank = app.rules().rank(Restoring.DEVICE, null);
        return new Asking(owner(), app, Restoring.DEVICE, rank, now, "trace-restore");
    }

    /// Where the log ends.
    long seq() {
        return lanes().readNow(tx -> Head.find(tx, ACCOUNT).orElseThrow().seq());
    }

    /// The live records, with their fields as shown.
    Map<RecordKey, Value.Obj> shown() {
        Map<RecordKey, Value.Obj> shown = new TreeMap<>();
        for (EncodedEntry encoded : pull().page(ACCOUNT, null, 100_000, _ -> true).changes()) {
            RecordEntry entry = encoded.decoded();
            shown.put(entry.key(), entry.fields());
        }
        return shown;
    }

    /// A new device of the account.
    Writer device(String id) {
        return new Writer(this, id, null);
    }

    Writer device(String id, @Nullable String platform) {
        return new Writer(this, id, platform);
    }

    String newId() {
        return "00000000-0000-4000-8000-%012d".formatted(ids.incrementAndGet());
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    List<ListedConflict> openConflicts() {
        return new ConflictList(lanes()).page(owner(), Which.OPEN, null, null, 1_000);
    }

    Principal owner() {
        return principal(Role.OWNER, Scopes.ALL);
    }

    Principal principal(Role role, Scopes scopes) {
        return new Principal(ACCOUNT, "open", role, scopes, null, "credential-1");
    }

    @Override
    public void close() {
        try (Storage last = storage) {
            last.lanes()
                    .readNow(tx -> {
                        new Invariants(tx, ACCOUNT, app, cursors).check(acknowledged);
                        return null;
                    });
        }
    }
}

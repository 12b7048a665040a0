package dev.tidemark.client.sync;

import dev.tidemark.client.local.LocalFile;
import dev.tidemark.client.local.RecordTable;
import dev.tidemark.client.local.Told;
import dev.tidemark.client.local.WentBackException;
import dev.tidemark.client.queue.BatchCut;
import dev.tidemark.client.queue.Outgoing;
import dev.tidemark.client.queue.QueueTable;
import dev.tidemark.client.queue.Stage;
import dev.tidemark.client.sync.Rehearsed.Difference;
import dev.tidemark.client.sync.Rehearsed.Foreseen;
import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Request;
import dev.tidemark.client.transport.TransportException;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.account.SchemaAnswer;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.command.Preview;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.problem.ProblemCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a round would do, found out by doing it in transactions that are taken back.
 *
 * <p>What the server tells is gathered first, and no transaction is open meanwhile. Then the steps
 * of a real round are run with it, and one connection sees what would be while another still sees
 * what is. The server decides on each batch in a transaction that it takes back as well. It keeps
 * no trace of a batch for the next one: so the first is foreseen exactly, and of those behind it
 * what builds on an earlier one is not foreseen at all.
 */
final class Rehearsal {

    /** Most batches that are foreseen; all of them are in memory together. */
    private static final int BATCHES_MAX = 20;

    private final LocalFile file;
    private final SyncLimits limits;
    private final Backoff backoff;
    private final Sender sender;
    private final RoundContext asking;
    private final List<Told> told = new ArrayList<>();
    private final List<Foreseen> foreseen = new ArrayList<>();
    private @Nullable SchemaAnswer schema;
    private @Nullable String cursor;
    private @Nullable PreviewToken state;
    private boolean anew;
    private int countMax;
    private long bytesMax;

    /** Carries a request. */
    interface Sender {
        Answer send(Request request) throws TransportException;
    }

    Rehearsal(LocalFile file, SyncLimits limits, Backoff backoff, Sender sender) {
        this.file = file;
        this.limits = limits;
        this.backoff = backoff;
        this.sender = sender;
        this.asking = context();
        this.countMax = limits.batchMutationsMax();
        this.bytesMax = limits.batchBytesMax();
    }

    private RoundContext context() {
        return new RoundContext(file, limits, backoff, null);
    }

    /** Runs it. The database is as it was before, whatever happens. */
    Rehearsed run() {
        Trouble trouble = gather();
        return file.preview(tx -> outcome(tx, trouble));
    }

    private @Nullable Trouble gather() {
        try {
            Trouble trouble = identify();
            trouble = trouble != null ? trouble : pull();
            return trouble != null ? trouble : push();
        } catch (TransportException e) {
            return Troubles.of(e);
        } catch (WentBackException e) {
            return Troubles.wentBack(e);
        }
    }

    /** Makes sure whose account it is before anything of this database is sent. */
    private @Nullable Trouble identify() throws TransportException {
        Answer answer = sender.send(asking.get("/v1/schema"));
        if (answer.status() != 200) {
            return Troubles.of(answer, file.now());
        }
        try {
            SchemaAnswer read = SchemaAnswer.read(answer.body());
            schema = read;
            return file.preview(tx -> IdentityPhase.take(tx, context(), read));
        } catch (JsonFault | InvalidInput e) {
            return Troubles.unreadable(answer, e);
        }
    }

    /** Gathers all pages; the server takes no note of it, as they are not kept. */
    private @Nullable Trouble pull() throws TransportException {
        Progress progress = asking.progress();
        String since = progress.stagedCursor();
        if (since == null && !progress.stagedAnew()) {
            since = progress.cursor();
        }
        for (boolean more = true; more; ) {
            Answer answer =
                    sender.send(
                            asking.get(
                                    "/v1/sync/changes?peek=true&limit="
                                            + asking.pageLimit(progress)
                                            + RoundContext.parameter("since", since)));
            if (answer.status() != 200) {
                Trouble trouble = Troubles.of(answer, file.now());
                if (anew || !Troubles.is(trouble, ProblemCode.CURSOR_EXPIRED)) {
                    return trouble;
                }
                anew = true;
                told.clear();
                since = null;
                continue;
            }
            try {
                Page page = Page.read(answer.body());
                page.changes().forEach(entry -> told.add(Told.of(entry)));
                more = page.hasMore();
                since = page.newSince();
            } catch (JsonFault | InvalidInput e) {
                return Troubles.unreadable(answer, e);
            }
        }
        cursor = since;
        return null;
    }

    /** Asks about all that can be sent; once more in smaller batches where one is too large. */
    private @Nullable Trouble push() throws TransportException {
        foreseen.clear();
        Set<RecordKey> touched = new HashSet<>();
        for (List<Outgoing> batch : file.preview(this::batches)) {
            List<Outgoing> sent = independent(batch, touched);
            if (sent.isEmpty()) {
                continue;
            }
            Answer answer = sender.send(request(sent));
            Trouble trouble = answer.status() == 200 ? take(sent, answer) : refusal(answer);
            if (trouble == null) {
                continue;
            }
            if (!PushPhase.isAboutTheBatch(sent, answer, trouble)) {
                return trouble;
            }
            if (!PushPhase.isOneUnit(sent)) {
                countMax = Math.max(1, sent.size() / 2);
                bytesMax = Math.max(1, PushPhase.bytes(sent) / 2);
                return push();
            }
            foreseen.add(new Foreseen(sent, null, trouble));
        }
        return null;
    }

    /** Cuts the queue as a round would if each batch was taken. */
    private List<List<Outgoing>> batches(Tx tx) {
        state = PreviewToken.of(tx, file, Objects.requireNonNull(cursor));
        pulled(tx, context());
        QueueTable queue = new QueueTable(tx);
        List<List<Outgoing>> all = new ArrayList<>();
        List<Outgoing> next = queue.outgoing(new BatchCut(countMax, bytesMax, file.now()));
        while (!next.isEmpty() && all.size() < BATCHES_MAX) {
            all.add(next);
            next.forEach(each -> queue.stage(each.queued().position(), Stage.ACKNOWLEDGED));
            next = queue.outgoing(new BatchCut(countMax, bytesMax, file.now()));
        }
        return all;
    }

    /** Those of a batch that build on none of the batches before, with their whole groups. */
    private static List<Outgoing> independent(List<Outgoing> batch, Set<RecordKey> touched) {
        Set<String> groups = new HashSet<>();
        boolean grows = true;
        while (grows) { // A group that is left out may take another one with it.
            grows = false;
            for (Outgoing each : batch) {
                String group = each.queued().group();
                boolean out = touched.contains(each.queued().key()) || groups.contains(group);
                grows |= out && (group != null && groups.add(group));
                grows |= out && touched.add(each.queued().key());
            }
        }
        List<Outgoing> independent =
                batch.stream().filter(each -> !touched.contains(each.queued().key())).toList();
        independent.forEach(each -> touched.add(each.queued().key()));
        return independent;
    }

    private Request request(List<Outgoing> sent) {
        String device = file.read(file::device).id();
        int limit = asking.pageLimit(asking.progress());
        List<byte[]> bodies = sent.stream().map(Outgoing::body).toList();
        return asking.post("/v1/sync/preview", Batch.bytes(device, cursor, limit, bodies));
    }

    private @Nullable Trouble take(List<Outgoing> sent, Answer answer) {
        try {
            foreseen.add(new Foreseen(sent, Preview.read(answer.body()), null));
            return null;
        } catch (JsonFault | InvalidInput e) {
            return Troubles.unreadable(answer, e);
        }
    }

    private Trouble refusal(Answer answer) {
        return Troubles.of(answer, file.now());
    }

    /** The first half of a round, with what was gathered. */
    private void pulled(Tx tx, RoundContext context) {
        if (schema != null) {
            IdentityPhase.take(tx, context, schema);
        }
        if (anew) {
            PullPhase.beginAnew(tx);
        }
        PullPhase.take(
                tx, context, told, new Page(List.of(), Objects.requireNonNull(cursor), false));
        Round.fillGaps(tx, context);
        new QueueTable(tx).askAgain();
    }

    private Rehearsed outcome(Tx tx, @Nullable Trouble trouble) {
        long unsent = new QueueTable(tx).unsent();
        RoundContext context = context();
        if (cursor != null) {
            pulled(tx, context);
            foreseen.forEach(each -> apply(tx, context, each));
            succeed(tx, context);
        }
        Set<RecordKey> keys = new TreeSet<>(context.tally.takeChanged());
        return new Rehearsed(
                file.read(now -> differences(now, tx, keys)),
                List.copyOf(foreseen),
                unsent - foreseen.stream().mapToLong(each -> each.sent().size()).sum(),
                new ConflictTable(tx).decisions(Integer.MAX_VALUE).size(),
                trouble == null && state != null ? state.withBatch(firstToken()).text() : null,
                trouble);
    }

    /**
     * Where this turned out to be a copy of another device's database, a round goes on as its own.
     */
    private void succeed(Tx tx, RoundContext context) {
        String successor = new ProgressTable(tx).read().successor();
        if (successor != null) {
            file.takeDeviceId(tx, successor);
            foreseen.forEach(batch ->
                    context.tally.changed(
                            batch.sent().stream().map(each -> each.queued().key()).toList()));
        }
    }

    private @Nullable String firstToken() {
        Preview first = foreseen.isEmpty() ? null : foreseen.get(0).preview();
        return first == null ? null : first.token();
    }

    /** The second half of a round, with one batch. */
    private static void apply(Tx tx, RoundContext context, Foreseen batch) {
        Verdicts verdicts = new Verdicts(tx, context, batch.sent(), null);
        if (batch.preview() != null) {
            Page page = batch.preview().answer().page();
            verdicts.take(batch.preview().answer());
            PullPhase.take(
                    tx,
                    context,
                    page.changes().stream().map(Told::of).toList(),
                    new Page(List.of(), page.newSince(), false));
        } else {
            verdicts.buryAll(Objects.requireNonNull(batch.refusal()));
        }
        verdicts.settle();
    }

    private static List<Difference> differences(Tx now, Tx then, Set<RecordKey> keys) {
        List<Difference> differences = new ArrayList<>();
        for (RecordKey key : keys) {
            differences.add(
                    new Difference(
                            key,
                            new RecordTable(now).find(key).orElse(null),
                            new RecordTable(then).find(key).orElse(null)));
        }
        return differences;
    }
}

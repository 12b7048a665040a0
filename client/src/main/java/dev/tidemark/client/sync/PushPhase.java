package dev.tidemark.client.sync;

import dev.tidemark.client.local.Told;
import dev.tidemark.client.local.WentBackException;
import dev.tidemark.client.queue.BatchCut;
import dev.tidemark.client.queue.Outgoing;
import dev.tidemark.client.queue.QueueTable;
import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Request;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.problem.ProblemCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pushes the queue in batches until nothing in it can be sent. A batch that is refused as a whole
 * is halved, down to the one mutation (or the one group) that is to blame; that one becomes a dead
 * letter, and the rest goes on.
 */
final class PushPhase implements Phase {

    /** No proxy refuses a body of less for its size. */
    private static final long SMALL_BYTES = 16 << 10;

    private final RoundContext context;
    private int countMax;
    private long bytesMax;
    private List<Outgoing> sent = List.of();
    private boolean pullNeeded;

    PushPhase(RoundContext context) {
        this.context = context;
        this.countMax = context.limits.batchMutationsMax();
        this.bytesMax = context.limits.batchBytesMax();
    }

    /** Whether to pull before anything else is pushed. */
    boolean pullNeeded() {
        return pullNeeded;
    }

    /** Goes on behind a pull. */
    void resume() {
        pullNeeded = false;
    }

    @Override
    public @Nullable Request next() {
        if (pullNeeded) {
            return null;
        }
        BatchCut cut = new BatchCut(countMax, bytesMax, context.now());
        sent = context.file.read(tx -> new QueueTable(tx).outgoing(cut));
        if (sent.isEmpty()) {
            return null;
        }
        Progress progress = context.progress();
        String device = context.file.read(context.file::device).id();
        List<byte[]> bodies = sent.stream().map(Outgoing::body).toList();
        int limit = context.pageLimit(progress);
        return context.post(
                "/v1/sync/batch",
                Batch.bytes(device, progress.cursor(), limit, bodies, expected()));
    }

    private @Nullable String expected() {
        return context.expectation == null ? null : context.expectation.ofBatch();
    }

    @Override
    public @Nullable Trouble answered(Answer answer) {
        if (answer.status() != 200) {
            return refused(answer);
        }
        if (context.expectation != null) {
            context.expectation.batchTaken();
        }
        try {
            BatchAnswer verdicts = BatchAnswer.read(answer.body());
            Page page = verdicts.page();
            List<Told> records = page.changes().stream().map(Told::of).toList();
            Verdicts taken = context.file.change(tx -> take(tx, verdicts, records, answer));
            pullNeeded = page.hasMore() || taken.pullNeeded();
            return null;
        } catch (JsonFault | InvalidInput e) {
            return Troubles.unreadable(answer, e);
        } catch (WentBackException e) {
            return Troubles.wentBack(e);
        }
    }

    private Verdicts take(Tx tx, BatchAnswer answer, List<Told> records, Answer raw) {
        Verdicts verdicts = new Verdicts(tx, context, sent, raw.traceId());
        verdicts.take(answer);
        PullPhase.take(tx, context, records, answer.page());
        verdicts.settle();
        return verdicts;
    }

    private @Nullable Trouble refused(Answer answer) {
        Trouble trouble = Troubles.of(answer, context.now());
        if (Troubles.is(trouble, ProblemCode.CURSOR_EXPIRED)) {
            context.file.change(PullPhase::beginAnew);
            pullNeeded = true;
            return null;
        }
        if (Troubles.is(trouble, ProblemCode.CURSOR_AHEAD) && context.wentBack()) {
            pullNeeded = true;
            return null;
        }
        if (Troubles.is(trouble, ProblemCode.PREVIEW_STALE)) {
            throw Expectation.stale(trouble.detail());
        }
        if (!isAboutTheBatch(sent, answer, trouble)) {
            return trouble;
        }
        if (isOneUnit(sent)) {
            bury(trouble);
        } else {
            countMax = Math.max(1, sent.size() / 2);
            bytesMax = Math.max(1, bytes(sent) / 2);
        }
        return null;
    }

    /**
     * A bare 413 may come from a proxy, and is believed of what is large. Any other refusal must be
     * one of our server's: a machine in between must not turn a whole queue into dead letters.
     */
    static boolean isAboutTheBatch(List<Outgoing> sent, Answer answer, Trouble trouble) {
        ProblemCode code = ProblemCode.named(trouble.code());
        if (code != null) {
            return answer.status() == 413
                    || code == ProblemCode.MALFORMED_JSON
                    || code == ProblemCode.INVALID;
        }
        return answer.status() == 413 && (!isOneUnit(sent) || bytes(sent) > SMALL_BYTES);
    }

    /** Whether these cannot be sent apart. */
    static boolean isOneUnit(List<Outgoing> sent) {
        String group = sent.get(0).queued().group();
        return sent.size() == 1
                || (group != null
                        && sent.stream().allMatch(each -> group.equals(each.queued().group())));
    }

    static long bytes(List<Outgoing> sent) {
        return sent.stream().mapToLong(each -> each.body().length).sum();
    }

    private void bury(Trouble trouble) {
        context.file.change(tx -> {
            Verdicts verdicts = new Verdicts(tx, context, sent, trouble.traceId());
            verdicts.buryAll(trouble);
            verdicts.settle();
            return null;
        });
        // What was too much together was that one; the others may go in larger batches again.
        countMax = context.limits.batchMutationsMax();
        bytesMax = context.limits.batchBytesMax();
    }
}

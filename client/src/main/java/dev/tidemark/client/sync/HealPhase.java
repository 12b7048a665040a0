package dev.tidemark.client.sync;

import dev.tidemark.client.local.RecordRow;
import dev.tidemark.client.local.RecordTable;
import dev.tidemark.client.queue.QueueTable;
import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Request;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.Heal;
import dev.tidemark.wire.command.HealAnswer;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Offers all that the server ever told, deletions included, to a server that went back to an
 * earlier state; it joins what it lacks. Then everything is pulled anew, and replaces what it was
 * told before; what the server does not tell of stays.
 *
 * <p>What was offered is noted with each page, so a round that is cut off goes on behind it.
 */
final class HealPhase implements Phase {

    private final RoundContext context;
    private int countMax;
    private long bytesMax;
    private List<RecordRow> sent = List.of();

    HealPhase(RoundContext context) {
        this.context = context;
        this.countMax = context.limits.batchMutationsMax();
        this.bytesMax = context.limits.batchBytesMax();
    }

    /**
     * The server does not have the place of a cursor.
     *
     * @return whether there is something to offer; else the pull is to be tried again, without what
     *     was staged
     */
    static boolean begin(Tx tx, RoundContext context) {
        ProgressTable progress = new ProgressTable(tx);
        Progress before = progress.read();
        WentBackTable wentBack = new WentBackTable(tx);
        new StagedTable(tx).drop();
        progress.unstage();
        // What was acknowledged and has not come back may be among what the server forgot.
        new QueueTable(tx).sendAgain();
        boolean wasStaged = before.stagedCursor() != null && !wentBack.isOpen();
        if (before.cursor() == null || wasStaged) {
            return false;
        }
        new RecordTable(tx).disown();
        wentBack.begin(context.now());
        return true;
    }

    @Override
    public @Nullable Request next() {
        Optional<RecordKey> upTo = context.file.read(tx -> new WentBackTable(tx).offeredUpTo());
        if (upTo.isEmpty()) {
            return null;
        }
        sent = context.file.read(tx -> page(tx, upTo.get()));
        List<byte[]> bodies = new ArrayList<>();
        sent.forEach(row -> bodies.add(Objects.requireNonNull(row.entry())));
        String device = context.file.read(context.file::device).id();
        String cursor = Objects.requireNonNull(context.progress().cursor());
        return context.post("/v1/sync/heal", Heal.bytes(device, cursor, bodies));
    }

    private List<RecordRow> page(Tx tx, RecordKey upTo) {
        List<RecordRow> page = new ArrayList<>();
        long bytes = 0;
        for (RecordRow row : new RecordTable(tx).disowned(upTo, countMax)) {
            bytes += Objects.requireNonNull(row.entry()).length;
            if (!page.isEmpty() && bytes > bytesMax) {
                break;
            }
            page.add(row);
        }
        return page;
    }

    @Override
    public @Nullable Trouble answered(Answer answer) {
        if (answer.status() != 200) {
            return refused(answer);
        }
        try {
            HealAnswer healed = HealAnswer.read(answer.body());
            context.file.change(tx -> take(tx, healed));
            return null;
        } catch (JsonFault | InvalidInput e) {
            return Troubles.unreadable(answer, e);
        }
    }

    private @Nullable Object take(Tx tx, HealAnswer healed) {
        WentBackTable wentBack = new WentBackTable(tx);
        if (sent.isEmpty()) {
            wentBack.offeredAll();
            new ProgressTable(tx).stagedTo(healed.newSince());
        } else {
            RecordKey last = sent.get(sent.size() - 1).key();
            wentBack.offered(last, sent.size(), healed.joined(), healed.refused().size());
        }
        return null;
    }

    private @Nullable Trouble refused(Answer answer) {
        Trouble trouble = Troubles.of(answer, context.now());
        if (Troubles.is(trouble, ProblemCode.NOT_BEHIND)) {
            context.file.change(HealPhase::dismiss);
            return null;
        }
        if (answer.status() == 404) {
            return Troubles.cannotHeal(answer);
        }
        if (answer.status() != 413) {
            return trouble;
        }
        if (sent.size() > 1) {
            countMax = sent.size() / 2;
            bytesMax = Math.max(1, bytesMax / 2);
            return null;
        }
        if (sent.isEmpty()) {
            return trouble;
        }
        context.file.change(tx -> {
            new WentBackTable(tx).offered(sent.get(0).key(), 1, 0, 1);
            return null;
        });
        countMax = context.limits.batchMutationsMax();
        bytesMax = context.limits.batchBytesMax();
        return null;
    }

    private static @Nullable Object dismiss(Tx tx) {
        new RecordTable(tx).own();
        new WentBackTable(tx).dismiss();
        return null;
    }
}

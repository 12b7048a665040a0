package dev.tidemark.client.sync;

import dev.tidemark.client.local.Arrivals;
import dev.tidemark.client.local.Told;
import dev.tidemark.client.local.WentBackException;
import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Request;
import dev.tidemark.client.transport.TransportException;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.problem.ProblemCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pulls to the end. A single page goes to its place at once; of several, each is staged, and all
 * become visible together with the cursor.
 */
final class PullPhase implements Phase {

    private final RoundContext context;
    private @Nullable String since;
    private boolean atEnd;
    private boolean begunAnew;

    PullPhase(RoundContext context) {
        this.context = context;
    }

    @Override
    public @Nullable Request next() {
        if (atEnd) {
            return null;
        }
        Progress progress = context.progress();
        since = progress.stagedCursor();
        if (since == null && !progress.stagedAnew()) {
            since = progress.cursor();
        }
        return context.get(
                "/v1/sync/changes?limit="
                        + context.pageLimit(progress)
                        + RoundContext.parameter("since", since));
    }

    @Override
    public @Nullable Trouble answered(Answer answer) {
        if (answer.status() != 200) {
            return refused(answer);
        }
        try {
            Page page = Page.read(answer.body());
            List<Told> records = page.changes().stream().map(Told::of).toList();
            if (page.hasMore() && page.newSince().equals(since)) {
                throw new IllegalStateException("there is more, but behind the same cursor");
            }
            context.file.change(tx -> take(tx, context, records, page));
            atEnd = !page.hasMore();
            return null;
        } catch (JsonFault | InvalidInput | IllegalStateException e) {
            return Troubles.unreadable(answer, e);
        } catch (WentBackException e) {
            return Troubles.wentBack(e);
        }
    }

    private @Nullable Trouble refused(Answer answer) {
        Trouble trouble = Troubles.of(answer, context.now());
        if (Troubles.is(trouble, ProblemCode.CURSOR_EXPIRED) && !begunAnew) {
            begunAnew = true;
            context.file.change(PullPhase::beginAnew);
            return null;
        }
        return trouble;
    }

    /** A page that is too long is asked for in halves. */
    @Override
    public @Nullable Trouble failed(TransportException failure) {
        int limit = context.pageLimit(context.progress());
        if (failure.kind() != TransportException.Kind.TOO_LONG || limit == 1) {
            return Troubles.of(failure);
        }
        context.file.change(tx -> {
            new ProgressTable(tx).pageLimit(limit / 2);
            return null;
        });
        return null;
    }

    static @Nullable Object beginAnew(Tx tx) {
        new StagedTable(tx).clear();
        new ProgressTable(tx).beginAnew();
        return null;
    }

    /** Takes one page, within the transaction that also moves the cursor. */
    static @Nullable Object take(Tx tx, RoundContext context, List<Told> records, Page page) {
        StagedTable staged = new StagedTable(tx);
        ProgressTable progress = new ProgressTable(tx);
        if (page.hasMore()) {
            staged.add(records);
            progress.stagedTo(page.newSince());
            return null;
        }
        Arrivals arrivals = context.file.arrivals(tx);
        if (progress.read().stagedCursor() != null) {
            staged.each(arrivals::take);
            staged.clear();
        }
        records.forEach(arrivals::take);
        if (progress.read().stagedAnew()) {
            arrivals.forgetTheRest();
        }
        List<RecordKey> changed = arrivals.finish();
        progress.pulledTo(page.newSince());
        context.tally.pulled += changed.size();
        context.tally.changed(changed);
        return null;
    }
}

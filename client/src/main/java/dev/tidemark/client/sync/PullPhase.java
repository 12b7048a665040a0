package dev.tidemark.client.sync;

import dev.tidemark.client.local.Arrival;
import dev.tidemark.client.local.Arrivals;
import dev.tidemark.client.local.EntryTable;
import dev.tidemark.client.local.RecordTable;
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
 * become visible together with the cursor. While a page is being staged, the server may make the
 * next one already.
 */
final class PullPhase implements Phase {

    private final RoundContext context;
    private @Nullable String since;
    private @Nullable Heard heard;
    private boolean begun;
    private boolean atEnd;
    private boolean begunAnew;

    PullPhase(RoundContext context) {
        this.context = context;
    }

    /** A page with more behind it, which is not staged yet. */
    private record Heard(List<Told> records, Page page) {}

    @Override
    public @Nullable Request ahead() {
        if (heard == null || begun) {
            return null;
        }
        begun = true;
        return request(context.progress(), heard.page().newSince());
    }

    @Override
    public @Nullable Request next() {
        if (atEnd) {
            return null;
        }
        stage();
        Progress progress = context.progress();
        since = progress.stagedCursor();
        if (since == null && !progress.stagedAnew()) {
            since = progress.cursor();
        }
        return request(progress, since);
    }

    private void stage() {
        Heard last = heard;
        if (last != null) {
            context.file.change(tx -> take(tx, context, last.records(), last.page()));
            heard = null;
            begun = false;
        }
    }

    private Request request(Progress progress, @Nullable String behind) {
        return context.get(
                "/v1/sync/changes?limit="
                        + context.pageLimit(progress)
                        + RoundContext.parameter("since", behind));
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
            if (page.hasMore()) {
                heard = new Heard(records, page);
            } else {
                context.file.change(tx -> take(tx, context, records, page));
                atEnd = true;
            }
            return null;
        } catch (JsonFault | InvalidInput | IllegalStateException e) {
            return Troubles.unreadable(answer, e);
        } catch (WentBackException e) {
            return afterStepBack(Troubles.wentBack(e));
        }
    }

    private @Nullable Trouble refused(Answer answer) {
        Trouble trouble = Troubles.of(answer, context.now());
        if (Troubles.is(trouble, ProblemCode.CURSOR_EXPIRED) && !begunAnew) {
            begunAnew = true;
            context.file.change(PullPhase::beginAnew);
            return null;
        }
        return Troubles.is(trouble, ProblemCode.CURSOR_AHEAD) ? afterStepBack(trouble) : trouble;
    }

    /** Goes on without what was staged, or leaves it to the phase that heals the server. */
    private @Nullable Trouble afterStepBack(Trouble trouble) {
        if (!context.wentBack()) {
            return trouble;
        }
        heard = null;
        begun = false;
        atEnd = context.isOffering();
        return null;
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
        new StagedTable(tx).drop();
        new ProgressTable(tx).beginAnew();
        return null;
    }

    /** Takes one page, within the transaction that also moves the cursor. */
    static @Nullable Object take(Tx tx, RoundContext context, List<Told> records, Page page) {
        StagedTable staged = new StagedTable(tx);
        ProgressTable progress = new ProgressTable(tx);
        List<Arrival> arrived = new EntryTable(tx).add(records);
        if (page.hasMore()) {
            staged.add(arrived);
            progress.stagedTo(page.newSince());
            return null;
        }
        if (context.expectation != null) {
            context.expectation.requirePull(tx, page.newSince());
        }
        WentBackTable wentBack = new WentBackTable(tx);
        boolean healing = wentBack.isOpen();
        boolean anew = progress.read().stagedAnew();
        Arrivals arrivals = context.file.arrivals(tx, anew || healing);
        if (progress.read().stagedCursor() != null) {
            staged.take(arrivals::take);
        }
        arrived.forEach(arrivals::take);
        if (anew && !healing) {
            arrivals.forgetTheRest();
        }
        List<RecordKey> changed = arrivals.finish();
        if (healing && wentBack.offerAgain(new RecordTable(tx).disownedCount())) {
            progress.unstage();
        } else {
            progress.pulledTo(page.newSince());
        }
        if (healing && wentBack.healed(context.now())) {
            wentBack.last().ifPresent(last -> context.tally.notice(last.sentence()));
        }
        context.tally.pulled += changed.size();
        context.tally.changed(changed);
        return null;
    }
}

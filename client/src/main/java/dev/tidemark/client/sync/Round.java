package dev.tidemark.client.sync;

import dev.tidemark.client.local.LocalFile;
import dev.tidemark.client.local.Restamping;
import dev.tidemark.client.queue.QueueTable;
import dev.tidemark.client.queue.Queued;
import dev.tidemark.client.queue.Stage;
import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Request;
import dev.tidemark.client.transport.TransportException;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Tx;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One sync round: pull to the end, push in batches, pull what came back. Or one that only pulls,
 * and compares what both sides hold then.
 *
 * <p>The order of a round is in {@link #after}: who is asking and which rules hold; the enrolment;
 * the pull, without which nothing is pushed, and before it the offer of what a server has forgotten
 * that went back to an earlier state; the push, which pulls again where the server has more to tell
 * or lacks what a mutation builds on; a new device id where this database is a copy; what a person
 * decided; the open conflicts.
 *
 * <p>Ask {@link #next} what to do, do it, and tell what came of it, until it is finished. To be
 * used by one thread. A round that is abandoned half-way does no harm.
 */
public final class Round {

    private enum Part {
        IDENTITY,
        ENROL,
        HEAL,
        PULL,
        PUSH,
        FORK,
        RESOLVE,
        PULL_RESOLVED,
        CONFLICTS,
        VERIFY,
        END
    }

    private static final int VERIFICATIONS_MAX = 5;

    private final RoundContext context;
    private final PushPhase push;
    private final @Nullable Aim aim;
    private int verifications;
    private VerifyPhase verify;
    private Part part = Part.IDENTITY;
    private Phase phase;
    private int forks;
    private @Nullable Trouble trouble;
    private @Nullable RoundResult result;

    /**
     * @param random for the jitter of what is put off
     */
    public Round(LocalFile file, SyncLimits limits, RandomGenerator random) {
        this(file, limits, random, null, null);
    }

    /**
     * @param expectation of the state that the round is to find, else it throws; null for any
     */
    Round(
            LocalFile file,
            SyncLimits limits,
            RandomGenerator random,
            @Nullable Expectation expectation) {
        this(file, limits, random, expectation, null);
    }

    /** What a round that pushes nothing compares. */
    enum Aim {
        /** The sums at hand; where they differ, all records. */
        CHECK,
        /** All records. */
        VERIFY
    }

    /** A round that pushes nothing, and compares. */
    static Round comparing(LocalFile file, SyncLimits limits, RandomGenerator random, Aim aim) {
        return new Round(file, limits, random, null, aim);
    }

    private Round(
            LocalFile file,
            SyncLimits limits,
            RandomGenerator random,
            @Nullable Expectation expectation,
            @Nullable Aim aim) {
        this.aim = aim;
        this.context = new RoundContext(file, limits, new Backoff(limits, random), expectation);
        this.push = new PushPhase(context);
        this.verify = new VerifyPhase(context, aim == Aim.CHECK);
        this.phase = new IdentityPhase(context);
    }

    /** What to do next. */
    public Step next() {
        while (result == null) {
            Request ahead = trouble == null && part != Part.END ? phase.ahead() : null;
            if (ahead != null) {
                return new Step.Begin(ahead);
            }
            Request request = trouble == null && part != Part.END ? phase.next() : null;
            if (request != null) {
                return new Step.Send(request);
            }
            if (trouble != null || part == Part.END) {
                result = finish();
            } else {
                part = after(part);
                phase = phase(part);
            }
        }
        return new Step.Finished(result);
    }

    /** Takes the answer to what was to be sent. */
    public void answered(Answer answer) {
        trouble = phase.answered(answer);
    }

    /** Takes note that there is no answer. */
    public void failed(TransportException failure) {
        trouble = phase.failed(failure);
    }

    /** The records that changed since this was last asked, committed and to be told of. */
    public Set<RecordKey> takeChanged() {
        return context.tally.takeChanged();
    }

    private Part after(Part done) {
        return switch (done) {
            case IDENTITY -> Part.ENROL;
            case ENROL -> pull();
            case HEAL -> Part.PULL;
            case PULL -> {
                if (context.isOffering()) {
                    yield Part.HEAL;
                }
                if (aim != null) {
                    yield Part.VERIFY;
                }
                context.file.change(tx -> fillGaps(tx, context));
                push.resume();
                yield Part.PUSH;
            }
            case PUSH -> {
                if (push.pullNeeded()) {
                    yield pull();
                }
                // Twice in one round would be the server's mistake; the next round tries again.
                yield context.progress().successor() != null && forks++ == 0
                        ? Part.FORK
                        : Part.RESOLVE;
            }
            case FORK -> Part.PUSH;
            case RESOLVE -> context.tally.resolved > 0 ? Part.PULL_RESOLVED : Part.CONFLICTS;
            case PULL_RESOLVED -> Part.CONFLICTS;
            case VERIFY -> {
                verifications++;
                boolean again = verify.unsettled() && verifications < VERIFICATIONS_MAX;
                yield again ? Part.PULL : Part.END;
            }
            case CONFLICTS, END -> Part.END;
        };
    }

    private Part pull() {
        return context.isOffering() ? Part.HEAL : Part.PULL;
    }

    private Phase phase(Part next) {
        return switch (next) {
            case IDENTITY -> new IdentityPhase(context);
            case ENROL -> new EnrolPhase(context, false);
            case HEAL -> new HealPhase(context);
            case PULL, PULL_RESOLVED -> new PullPhase(context);
            case PUSH -> push;
            case FORK -> new EnrolPhase(context, true);
            case RESOLVE -> new ResolvePhase(context);
            case CONFLICTS, END -> new ConflictsPhase(context);
            case VERIFY -> {
                verify = new VerifyPhase(context, aim == Aim.CHECK);
                yield verify;
            }
        };
    }

    /** What was found out by comparing; null where nothing was, or others wrote all the time. */
    @Nullable Verification verification() {
        return verify.found();
    }

    /** What the server lacked, it either told of by now, or does not have. */
    static @Nullable Object fillGaps(Tx tx, RoundContext context) {
        Set<RecordKey> keys = new TreeSet<>();
        for (Queued queued : new QueueTable(tx).in(Stage.GAP)) {
            keys.add(queued.key());
        }
        Restamping restamping = context.file.restamping(tx);
        keys.forEach(restamping::afterGap);
        context.tally.changed(keys);
        return null;
    }

    private RoundResult finish() {
        Trouble met = trouble;
        if (aim != null) {
            return context.tally.result(met); // It says nothing of when a sync was complete.
        }
        context.file.change(tx -> {
            note(tx, met);
            return null;
        });
        return context.tally.result(met);
    }

    private void note(Tx tx, @Nullable Trouble met) {
        ProgressTable table = new ProgressTable(tx);
        Instant now = context.now();
        if (met == null) {
            table.succeeded(now, new QueueTable(tx).nextAttempt(now));
            return;
        }
        Instant next =
                met.kind().passes()
                        ? context.backoff.next(table.read().attempts() + 1, now, met.notBefore())
                        : null;
        table.failed(met, now, next);
    }
}

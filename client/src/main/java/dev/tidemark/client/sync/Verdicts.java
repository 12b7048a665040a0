package dev.tidemark.client.sync;

import dev.tidemark.client.local.Restamping;
import dev.tidemark.client.queue.DeadLetterTable;
import dev.tidemark.client.queue.DeadLetterTable.Reason;
import dev.tidemark.client.queue.Outgoing;
import dev.tidemark.client.queue.QueueTable;
import dev.tidemark.client.queue.Queued;
import dev.tidemark.client.queue.Stage;
import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.Rejection;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what the server said of each mutation of a batch, within one transaction. Each one
 * that was sent is afterwards acknowledged, a dead letter, stamped anew or put off; so a batch
 * cannot be sent for ever, and none of them is forgotten.
 */
final class Verdicts {

    private final RoundContext context;
    private final List<Outgoing> sent;
    private final @Nullable String traceId;
    private final QueueTable queue;
    private final DeadLetterTable deadLetters;
    private final ConflictTable conflicts;
    private final ProgressTable progress;
    private final Restamping restamping;
    private final Instant now;

    /** The dots that mutations of a record did not take; with those of the ones known elsewhere. */
    private final Map<RecordKey, SortedMap<Long, @Nullable Dot>> free = new TreeMap<>();

    private final Set<RecordKey> acknowledged = new TreeSet<>();
    private final Set<String> doomedGroups = new HashSet<>();
    private boolean pullNeeded;

    Verdicts(Tx tx, RoundContext context, List<Outgoing> sent, @Nullable String traceId) {
        this.context = context;
        this.sent = sent;
        this.traceId = traceId;
        this.queue = new QueueTable(tx);
        this.deadLetters = new DeadLetterTable(tx);
        this.conflicts = new ConflictTable(tx);
        this.progress = new ProgressTable(tx);
        this.restamping = context.file.restamping(tx);
        this.now = context.now();
    }

    /** Whether something can only be sent after another pull. */
    boolean pullNeeded() {
        return pullNeeded;
    }

    void take(BatchAnswer answer) {
        Map<String, Ack> acks = new HashMap<>();
        answer.acked().forEach(ack -> acks.put(ack.id(), ack));
        Map<String, Rejection> rejections = new HashMap<>();
        answer.rejections().forEach(rejection -> rejections.put(rejection.id(), rejection));
        for (Outgoing each : sent) {
            Rejection rejection = rejections.get(each.queued().id());
            if (each.queued().group() != null && rejection != null && isFinal(rejection)) {
                doomedGroups.add(each.queued().group());
            }
        }
        for (Outgoing each : sent) {
            Queued queued = queue.find(each.queued().position(), each.queued().id()).orElse(null);
            if (queued == null || queued.stage() == Stage.ACKNOWLEDGED) {
                continue;
            }
            Ack ack = acks.get(queued.id());
            Rejection rejection = rejections.get(queued.id());
            if (ack != null && ack.knownAs() != null) {
                knownElsewhere(queued, ack.knownAs(), answer.page().hasMore());
            } else if (ack != null) {
                acknowledge(queued, ack);
            } else if (rejection == null) {
                putOff(queued);
            } else {
                refuse(queued, each.body(), rejection);
            }
        }
    }

    /** The whole batch is to blame, and it cannot be made smaller. */
    void buryAll(Trouble trouble) {
        Reason reason =
                new Reason(trouble.code(), trouble.detail(), List.of(), null, trouble.traceId());
        for (Outgoing each : sent) {
            bury(each.queued(), each.body(), reason);
        }
    }

    /**
     * Stamps anew what was queued behind a mutation that did not take its dot. To be called last,
     * when what the answer told of records is in its place.
     */
    void settle() {
        // Of a mutation whose first answer was lost, the record has come back before its answer.
        acknowledged.forEach(restamping::confirm);
        free.forEach(restamping::closeGaps);
        context.tally.changed(free.keySet());
    }

    private void acknowledge(Queued queued, Ack ack) {
        queue.stage(queued.position(), Stage.ACKNOWLEDGED);
        acknowledged.add(queued.key());
        context.tally.pushed++;
        if (ack.status() == Ack.Status.MERGED) {
            context.tally.merged++;
        }
    }

    /**
     * A copy of this database sent it under another dot. It leaves the queue together with the
     * coming of its record; if that is not told yet, it is asked about again after the pull.
     */
    private void knownElsewhere(Queued queued, Dot dot, boolean hasMore) {
        if (hasMore) {
            putOff(queued);
            return;
        }
        queue.remove(queued.position());
        freed(queued, dot);
        context.tally.pushed++;
    }

    private void freed(Queued queued, @Nullable Dot knownAs) {
        free.computeIfAbsent(queued.key(), key -> new TreeMap<>())
                .put(queued.dot().counter(), knownAs);
    }

    private void refuse(Queued queued, byte[] body, Rejection rejection) {
        ListedConflict conflict = rejection.conflict();
        if (conflict != null) {
            conflicts.save(conflict);
        }
        boolean doomed = queued.group() != null && doomedGroups.contains(queued.group());
        if (doomed || isFinal(rejection)) {
            bury(queued, body, reason(rejection, conflict));
        } else if (rejection.known() == Code.DEVICE_FORKED) {
            queue.stage(queued.position(), Stage.FORKED);
            progress.forked(context.file.newId());
        } else if (rejection.known() == Code.HELD) {
            hold(queued);
        } else if (rejection.known() == Code.CAUSAL_GAP) {
            pullNeeded |= queued.attempts() == 0;
            putOff(queued);
            queue.stage(queued.position(), Stage.GAP);
        } else {
            putOff(queued);
        }
    }

    private Reason reason(Rejection rejection, @Nullable ListedConflict conflict) {
        return new Reason(
                rejection.code(),
                rejection.detail(),
                rejection.errors(),
                conflict == null ? null : conflict.conflictId(),
                traceId);
    }

    private void bury(Queued queued, byte[] body, Reason reason) {
        deadLetters.bury(queued, body, reason, now);
        freed(queued, null);
        context.tally.refused++;
    }

    /** Not in this round, and ever more seldom: it takes a person, who takes a while. */
    private void hold(Queued queued) {
        Instant soonest = now.plus(context.limits.backoffFirst());
        queue.putOff(queued.position(), context.backoff.next(queued.attempts() + 1, now, soonest));
        queue.stage(queued.position(), Stage.HELD);
    }

    /** The first time it may be sent again at once, as what it waited for may have come. */
    private void putOff(Queued queued) {
        int failures = queued.attempts();
        queue.putOff(
                queued.position(), failures == 0 ? now : context.backoff.next(failures, now, null));
    }

    private static boolean isFinal(Rejection rejection) {
        Code code = rejection.known();
        return !rejection.retryable()
                && code != Code.DEVICE_FORKED
                && code != Code.CAUSAL_GAP
                && code != Code.DEPENDS_ON_REJECTED;
    }
}

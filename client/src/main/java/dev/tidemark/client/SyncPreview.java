package dev.tidemark.client;

import dev.tidemark.client.local.Bodies;
import dev.tidemark.client.local.RecordRow;
import dev.tidemark.client.queue.Outgoing;
import dev.tidemark.client.sync.Rehearsed;
import dev.tidemark.client.sync.Rehearsed.Difference;
import dev.tidemark.client.sync.Rehearsed.Foreseen;
import dev.tidemark.client.sync.Trouble;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.Rejection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a sync would do now. Nothing of it has happened.
 *
 * <p>The changes here and the first {@link #exact} mutations are what a sync would come to, as long
 * as nothing changes meanwhile. The mutations behind them go in later batches, of which each is
 * asked about by itself: what they do to one another, as when two want one name, is not foreseen.
 *
 * @param changes records that would be shown in another way on this device, by key
 * @param mutations what would be sent, oldest first, and what would become of it
 * @param exact how many of the mutations are in the first batch
 * @param unforeseen mutations that wait and of which nothing is known: they build on an earlier
 *     batch, may not be sent yet, or are too many
 * @param decisions about conflicts that would be sent; what comes of them is not foreseen
 * @param token names the state that this is about, for {@link Tidemark#sync(String)}; null where
 *     there is trouble
 * @param trouble what kept it from being found out whole; null for nothing
 */
public record SyncPreview(
        List<Change> changes,
        List<Sent> mutations,
        int exact,
        long unforeseen,
        int decisions,
        @Nullable String token,
        @Nullable Trouble trouble) {

    /**
     * A record that would be shown in another way.
     *
     * @param before as it is shown now; null where there is none
     * @param after as it would be shown; null where there would be none
     */
    public record Change(RecordKey key, @Nullable LocalRecord before, @Nullable LocalRecord after) {

        /** What would happen to it. */
        public Kind kind() {
            boolean was = before != null && !before.deleted();
            boolean is = after != null && !after.deleted();
            return was ? (is ? Kind.UPDATED : Kind.DELETED) : is ? Kind.CREATED : Kind.GONE;
        }

        /** Whether a person would have to decide something that nobody has to decide now. */
        public boolean newlyDisputed() {
            return after != null && after.disputed() && (before == null || !before.disputed());
        }

        private boolean isVisible() {
            if (before == null || after == null) {
                return before != null || after != null;
            }
            return before.deleted() != after.deleted()
                    || before.disputed() != after.disputed()
                    || !before.fields().equals(after.fields());
        }
    }

    /** What would happen to a record on this device. */
    public enum Kind {
        /** It would be there. */
        CREATED,
        /** It would have other fields, or another conflict. */
        UPDATED,
        /** It would not be there any more. */
        DELETED,
        /** It is deleted, and would still be. */
        GONE
    }

    /**
     * A mutation that would be sent.
     *
     * @param code why it would not be taken; null where it would
     * @param detail the same in a sentence; null where it would be taken
     * @param conflict whether a person would have to decide about it
     */
    public record Sent(
            Mutation mutation,
            Outcome outcome,
            @Nullable String code,
            @Nullable String detail,
            boolean conflict) {}

    /** What would become of a mutation. */
    public enum Outcome {
        /** It would be taken. */
        APPLIED,
        /** It would be taken, and is concurrent with something that it does not know. */
        MERGED,
        /** The server has it already. */
        DUPLICATE,
        /** It would be refused for good and become a dead letter. */
        REFUSED,
        /** It would wait on this device until somebody confirms a mass change. */
        HELD,
        /**
         * It could not be taken yet, and would be sent again: later, or at once under another
         * device id where this database turns out to be a copy.
         */
        PUT_OFF
    }

    /** How many of each, for one collection. */
    public record Counts(
            int created,
            int updated,
            int deleted,
            int applied,
            int merged,
            int refused,
            int held,
            int conflicts) {

        private static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

        private Counts plus(Counts other) {
            return new Counts(
                    created + other.created,
                    updated + other.updated,
                    deleted + other.deleted,
                    applied + other.applied,
                    merged + other.merged,
                    refused + other.refused,
                    held + other.held,
                    conflicts + other.conflicts);
        }

        private static Counts of(Change change) {
            Kind kind = change.kind();
            return new Counts(
                    kind == Kind.CREATED ? 1 : 0,
                    kind == Kind.UPDATED ? 1 : 0,
                    kind == Kind.DELETED ? 1 : 0,
                    0,
                    0,
                    0,
                    0,
                    change.newlyDisputed() ? 1 : 0);
        }

        private static Counts of(Sent sent) {
            return new Counts(
                    0,
                    0,
                    0,
                    sent.outcome == Outcome.APPLIED ? 1 : 0,
                    sent.outcome == Outcome.MERGED ? 1 : 0,
                    sent.outcome == Outcome.REFUSED ? 1 : 0,
                    sent.outcome == Outcome.HELD ? 1 : 0,
                    sent.conflict ? 1 : 0);
        }
    }

    /** How many of each, by collection. */
    public SortedMap<String, Counts> collections() {
        TreeMap<String, Counts> counts = new TreeMap<>();
        changes.forEach(each -> counts.merge(each.key.collection(), Counts.of(each), Counts::plus));
        mutations.forEach(each ->
                counts.merge(each.mutation.key().collection(), Counts.of(each), Counts::plus));
        return counts;
    }

    /** How many of each in all. */
    public Counts total() {
        return collections().values().stream().reduce(Counts.NONE, Counts::plus);
    }

    static SyncPreview of(Rehearsed rehearsed) {
        List<Sent> sent = new ArrayList<>();
        rehearsed.batches().forEach(batch -> addTo(sent, batch));
        List<Foreseen> batches = rehearsed.batches();
        return new SyncPreview(
                rehearsed.differences().stream()
                        .map(SyncPreview::change)
                        .filter(Change::isVisible)
                        .toList(),
                List.copyOf(sent),
                batches.isEmpty() ? 0 : batches.get(0).sent().size(),
                rehearsed.unforeseen(),
                rehearsed.decisions(),
                rehearsed.token(),
                rehearsed.trouble());
    }

    private static Change change(Difference difference) {
        return new Change(
                difference.key(), record(difference.before()), record(difference.after()));
    }

    private static @Nullable LocalRecord record(@Nullable RecordRow row) {
        return row == null ? null : LocalRecord.of(row);
    }

    private static void addTo(List<Sent> all, Foreseen batch) {
        Trouble refusal = batch.refusal();
        if (batch.preview() == null) {
            String code = refusal == null ? null : refusal.code();
            String detail = refusal == null ? null : refusal.detail();
            for (Outgoing each : batch.sent()) {
                all.add(new Sent(mutation(each), Outcome.REFUSED, code, detail, false));
            }
            return;
        }
        BatchAnswer answer = batch.preview().answer();
        Map<String, Ack> acks = new HashMap<>();
        answer.acked().forEach(ack -> acks.put(ack.id(), ack));
        Map<String, Rejection> rejections = new HashMap<>();
        answer.rejections().forEach(rejection -> rejections.put(rejection.id(), rejection));
        for (Outgoing each : batch.sent()) {
            String id = each.queued().id();
            all.add(sent(mutation(each), acks.get(id), rejections.get(id)));
        }
    }

    private static Mutation mutation(Outgoing outgoing) {
        return Bodies.mutation(outgoing.body(), outgoing.queued().dot().device());
    }

    private static Outcome outcome(Rejection rejection) {
        if (rejection.known() == Code.HELD) {
            return Outcome.HELD;
        }
        return rejection.retryable() || isForked(rejection) ? Outcome.PUT_OFF : Outcome.REFUSED;
    }

    private static boolean isForked(Rejection rejection) {
        return rejection.known() == Code.DEVICE_FORKED;
    }

    private static String detail(Rejection rejection) {
        return isForked(rejection)
                ? "this database is a copy of another device's; the sync takes an id of its own, and"
                        + " sends this again under it"
                : rejection.detail();
    }

    private static Sent sent(Mutation mutation, @Nullable Ack ack, @Nullable Rejection rejection) {
        if (ack != null) {
            Outcome outcome =
                    switch (ack.status()) {
                        case APPLIED -> Outcome.APPLIED;
                        case MERGED -> Outcome.MERGED;
                        case DUPLICATE -> Outcome.DUPLICATE;
                    };
            return new Sent(mutation, outcome, null, null, false);
        }
        if (rejection == null) {
            return new Sent(
                    mutation, Outcome.PUT_OFF, null, "the server says nothing of it", false);
        }
        return new Sent(
                mutation,
                outcome(rejection),
                rejection.code(),
                detail(rejection),
                rejection.conflict() != null);
    }
}

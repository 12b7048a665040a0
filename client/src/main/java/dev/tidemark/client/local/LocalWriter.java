package dev.tidemark.client.local;

import dev.tidemark.client.fault.RefusedException;
import dev.tidemark.client.queue.QueueTable;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.Decision;
import dev.tidemark.core.merge.Decision.Accepted;
import dev.tidemark.core.merge.Decision.Refused;
import dev.tidemark.core.merge.NaturalKeys;
import dev.tidemark.core.merge.NaturalKeys.Proposal;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.IdKind;
import dev.tidemark.core.schema.CollectionRules.NaturalKey;
import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.json.Members;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns what the app wants into stamped mutations, within one transaction: the record as it is then
 * shown, and the queue entry. A refused write throws, and the transaction keeps nothing.
 */
public final class LocalWriter {

    /** Longest name of a collection, a record or a field. */
    private static final int NAME_CHARACTERS_MAX = 255;

    private static final int PROPOSALS_MAX = 1_000;

    private final Tx tx;
    private final DeviceRow device;
    private final AppRules rules;
    private final LocalLimits limits;
    private final Instant now;
    private final Supplier<String> ids;
    private final RecordTable records;
    private final QueueTable queue;
    private final NaturalKeyTable naturalKeys;
    private final Set<RecordKey> written = new TreeSet<>();
    private int mutations;

    LocalWriter(
            Tx tx,
            DeviceRow device,
            AppRules rules,
            LocalLimits limits,
            Instant now,
            Supplier<String> ids) {
        this.tx = tx;
        this.device = device;
        this.rules = rules;
        this.limits = limits;
        this.now = now;
        this.ids = ids;
        this.records = new RecordTable(tx);
        this.queue = new QueueTable(tx);
        this.naturalKeys = new NaturalKeyTable(tx);
    }

    /** The transaction, to look at the queue or the dead letters. */
    public Tx tx() {
        return tx;
    }

    /** A new id, for a record or for a group. */
    public String newId() {
        return ids.get();
    }

    /** The rules that are in force. */
    public AppRules rules() {
        return rules;
    }

    /** The records that were written so far. */
    public Set<RecordKey> written() {
        return written;
    }

    /** How many mutations were written so far. */
    public int mutations() {
        return mutations;
    }

    /** The record as this transaction sees it; the empty state where there is none. */
    public RecordState state(RecordKey key) {
        return records.find(key).map(row -> Bodies.state(row.shown())).orElse(RecordState.EMPTY);
    }

    /** What is shown of a record; null where there is none. */
    public @Nullable View view(RecordKey key) {
        RecordState state = state(key);
        return state.isEmpty() ? null : View.of(state, rulesOf(key), rules.schema().skew());
    }

    /**
     * Writes one mutation and queues it.
     *
     * @param group of those that are accepted together; null for none
     * @return the mutation's id
     * @throws RefusedException if the schema does not allow it
     */
    public String write(Draft draft, @Nullable String group) {
        RecordKey key = draft.key();
        RecordState state = state(key);
        Mutation mutation =
                new Mutation(
                        ids.get(),
                        key,
                        draft.op(),
                        state.vv().next(device.id()),
                        state.vv(),
                        draft.fields(),
                        draft.unset(),
                        now,
                        group,
                        draft.correction());
        checkNames(key);
        Accepted accepted = decide(state, mutation);
        checkNaturalKey(key, accepted.view());
        byte[] body = Bodies.command(mutation);
        checkSize(key, mutation, accepted.view());
        save(key, accepted);
        queue.add(mutation, body, now);
        written.add(key);
        mutations++;
        return mutation.id();
    }

    private Accepted decide(RecordState state, Mutation mutation) {
        RecordKey key = mutation.key();
        Acceptance acceptance = rules.acceptance(key.collection());
        Stamp stamp =
                new Stamp(
                        mutation.clock(),
                        Stamp.PENDING,
                        rules.schema().rank(device.id(), device.platform()));
        Decision decision = acceptance.decide(state, mutation, stamp, context -> state);
        if (decision instanceof Accepted accepted) {
            return accepted;
        }
        if (decision instanceof Refused refused) {
            throw new RefusedException(key, refused.refusal());
        }
        throw new IllegalStateException("the next dot of " + key + " is taken already");
    }

    private void save(RecordKey key, Accepted accepted) {
        View view = accepted.view();
        CollectionRules collection = rulesOf(key);
        boolean disputed = Disputes.in(key, accepted.after(), view, collection, rules.schema());
        byte[] local = Bodies.entry(key, 0, accepted.after(), view, rules, now, device.id());
        records.saveLocal(key, local, view.deleted(), disputed);
        naturalKeys.save(key, collection, view);
    }

    private void checkNames(RecordKey key) {
        checkName(key, "/collection", key.collection());
        checkName(key, "/id", key.id());
        CollectionRules collection = rules.collection(key.collection());
        if (collection == null) {
            throw refused(
                    key,
                    "/collection",
                    "the app's schema has no collection %s; it has %s"
                            .formatted(key.collection(), rules.schema().collections().keySet()));
        }
        if (collection.id() == IdKind.UUID && !Members.isUuid(key.id())) {
            throw refused(key, "/id", "record ids of %s are UUIDs".formatted(key.collection()));
        }
    }

    private static void checkName(RecordKey key, String pointer, String name) {
        Flaw flaw = Storable.ofText(pointer, name);
        if (flaw != null) {
            throw refused(key, pointer, flaw.message());
        }
        if (name.isEmpty() || name.length() > NAME_CHARACTERS_MAX) {
            throw refused(
                    key, pointer, "must have 1 to %d characters".formatted(NAME_CHARACTERS_MAX));
        }
    }

    private void checkSize(RecordKey key, Mutation mutation, View view) {
        int bytes = Bodies.jsonBytes(view.fields());
        if (bytes > limits.recordBytesMax()) {
            throw refused(
                    key,
                    "/fields",
                    "the record would have %d bytes of JSON, and %d are allowed"
                            .formatted(bytes, limits.recordBytesMax()));
        }
        // In a batch, a mutation's fields are the fourth level.
        int depth = 3 + Bodies.depth(mutation.fields());
        if (depth > limits.depthMax()) {
            throw refused(
                    key,
                    "/fields",
                    "nested %d levels deep, and %d are allowed"
                            .formatted(depth - 3, limits.depthMax() - 3));
        }
    }

    private void checkNaturalKey(RecordKey key, View view) {
        NaturalKey rule = rulesOf(key).naturalKey();
        String text = rule == null ? null : NaturalKeys.of(rule, view);
        if (rule == null || text == null || text.equals(naturalKeys.of(key))) {
            return;
        }
        String holder = naturalKeys.holder(key, text).orElse(null);
        if (holder != null) {
            Proposal proposal = freeName(key, rule, view);
            throw new RefusedException(
                    key,
                    new Refusal(
                            Code.CONFLICT,
                            "%s %s has the same %s already%s"
                                    .formatted(
                                            key.collection(),
                                            holder,
                                            String.join(", ", rule.fields()),
                                            proposal == null
                                                    ? ""
                                                    : "; %s would be free"
                                                            .formatted(proposal.value()))),
                    proposal);
        }
    }

    private @Nullable Proposal freeName(RecordKey key, NaturalKey rule, View view) {
        for (int number = 2; number < PROPOSALS_MAX; number++) {
            Proposal proposal = NaturalKeys.proposal(rule, view.fields(), number);
            if (proposal == null) {
                return null;
            }
            View renamed =
                    new View(
                            false,
                            view.fields().with(proposal.field(), proposal.value()),
                            view.disputed(),
                            false);
            String text = NaturalKeys.of(rule, renamed);
            if (text != null && naturalKeys.holder(key, text).isEmpty()) {
                return proposal;
            }
        }
        return null;
    }

    private CollectionRules rulesOf(RecordKey key) {
        return rules.rulesFor(key.collection());
    }

    private static RefusedException refused(RecordKey key, String pointer, String message) {
        return new RefusedException(key, Refusal.invalid(pointer, message));
    }
}

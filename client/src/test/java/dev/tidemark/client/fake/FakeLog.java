package dev.tidemark.client.fake;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.conflict.Conflict;
import dev.tidemark.core.conflict.Conflicts;
import dev.tidemark.core.conflict.Resolution;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.Decision;
import dev.tidemark.core.merge.Decision.Accepted;
import dev.tidemark.core.merge.Decision.Refused;
import dev.tidemark.core.merge.NaturalKeys;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.Effect;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.NaturalKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.Command;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.command.RecordEntry;
import dev.tidemark.wire.command.Rejection;
import dev.tidemark.wire.command.Resolve;
import dev.tidemark.wire.command.ResolveAnswer;
import dev.tidemark.wire.schema.AppSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The model of a server's data: every accepted mutation, and each record as a fold of them. */
public final class FakeLog {

    /** A field of this name makes a mutation one that the server refuses. */
    public static final String POISON = "poison";

    private final List<Entry> entries = new ArrayList<>();
    private final Map<RecordKey, Held> records = new TreeMap<>();
    private final Map<String, Parked> parked = new LinkedHashMap<>();
    private final Map<String, String> platforms = new HashMap<>();
    private final Set<RecordKey> purged = new HashSet<>();
    private AppSchema schema;

    FakeLog(AppSchema schema) {
        this.schema = schema;
    }

    /** One accepted mutation. */
    public record Entry(long seq, Mutation mutation, Effect effect) {}

    private record Held(RecordState state, long seq, Mutation last) {}

    private record Parked(Mutation mutation, ListedConflict conflict) {}

    /** Records of which a mutation was refused, or is known under another dot. */
    private record Behind(Set<RecordKey> refused, Set<RecordKey> elsewhere) {}

    record Outcome(List<Ack> acked, List<Rejection> rejections) {}

    void schema(AppSchema other) {
        schema = other;
    }

    void platform(String device, @Nullable String platform) {
        if (platform != null) {
            platforms.put(device, platform);
        }
    }

    /** A copy that goes its own way from here on. */
    public FakeLog copy() {
        FakeLog copy = new FakeLog(schema);
        copy.entries.addAll(entries);
        copy.records.putAll(records);
        copy.parked.putAll(parked);
        copy.platforms.putAll(platforms);
        copy.purged.addAll(purged);
        return copy;
    }

    public long head() {
        return entries.size();
    }

    /** Every accepted mutation, oldest first. */
    public List<Entry> entries() {
        return entries;
    }

    /** A record's state; the empty one where there is none. */
    public RecordState state(RecordKey key) {
        Held held = records.get(key);
        return held == null ? RecordState.EMPTY : held.state();
    }

    /** What is shown of all live records. */
    public Map<RecordKey, Value.Obj> shown() {
        Map<RecordKey, Value.Obj> shown = new TreeMap<>();
        records.forEach((key, held) -> {
            View view = view(key, held.state());
            if (!view.deleted()) {
                shown.put(key, view.fields());
            }
        });
        return shown;
    }

    /** The fields shown of a record; null where there is none. */
    public Value.@Nullable Obj fields(String collection, String id) {
        return shown().get(new RecordKey(collection, id));
    }

    List<ListedConflict> refusedConflicts() {
        return parked.values().stream().map(Parked::conflict).toList();
    }

    void purge() {
        records.entrySet()
                .removeIf(each -> {
                    boolean gone = view(each.getKey(), each.getValue().state()).deleted();
                    if (gone) {
                        purged.add(each.getKey());
                    }
                    return gone;
                });
    }

    /** Makes a cursor of a place, and whether there is more behind it. */
    interface Cursors {
        String of(long seq, boolean more);
    }

    /**
     * @param skipDeleted records deleted up to there are left out
     */
    Page page(long since, long skipDeleted, int limit, Cursors cursor) {
        List<Map.Entry<RecordKey, Held>> changed = new ArrayList<>(records.entrySet());
        changed.removeIf(each -> each.getValue().seq() <= since);
        changed.removeIf(each ->
                each.getValue().seq() <= skipDeleted
                        && view(each.getKey(), each.getValue().state()).deleted());
        changed.sort((a, b) -> Long.compare(a.getValue().seq(), b.getValue().seq()));
        boolean more = changed.size() > limit;
        List<Map.Entry<RecordKey, Held>> page = more ? changed.subList(0, limit) : changed;
        List<EncodedEntry> told =
                page.stream().map(each -> encoded(each.getKey(), each.getValue())).toList();
        long end = more ? page.get(limit - 1).getValue().seq() : head();
        return new Page(told, cursor.of(end, more), more);
    }

    private EncodedEntry encoded(RecordKey key, Held held) {
        return RecordEntry.of(
                        key,
                        held.seq(),
                        held.state(),
                        view(key, held.state()),
                        FakeServer.now(),
                        held.last().dot().device())
                .encoded(rules(key), schema.rules().skew());
    }

    Outcome apply(Batch batch) {
        List<Ack> acked = new ArrayList<>();
        List<Rejection> rejections = new ArrayList<>();
        Behind behind = new Behind(new HashSet<>(), new HashSet<>());
        List<Command> commands = batch.commands();
        for (int i = 0; i < commands.size(); ) {
            String group = commands.get(i).group();
            int end = i + 1;
            while (group != null
                    && end < commands.size()
                    && group.equals(commands.get(end).group())) {
                end++;
            }
            applyUnit(commands.subList(i, end), behind, acked, rejections);
            i = end;
        }
        return new Outcome(acked, rejections);
    }

    /** One command, or a group: all of it or none. */
    private void applyUnit(
            List<Command> unit, Behind behind, List<Ack> acked, List<Rejection> rejections) {
        FakeLog before = copy();
        List<Ack> newAcks = new ArrayList<>();
        List<Rejection> newRejections = new ArrayList<>();
        for (Command command : unit) {
            applyOne(command, behind, newAcks, newRejections);
        }
        if (newRejections.isEmpty() || unit.size() == 1) {
            acked.addAll(newAcks);
            rejections.addAll(newRejections);
            return;
        }
        entries.subList((int) before.head(), entries.size()).clear();
        records.clear();
        records.putAll(before.records);
        for (Command command : unit) {
            behind.refused.add(Objects.requireNonNull(command.key()));
            rejections.add(
                    newRejections.stream()
                            .filter(each -> Objects.equals(each.id(), command.id()))
                            .findFirst()
                            .orElseGet(() -> depends(command)));
        }
    }

    private static Rejection depends(Command command) {
        return Rejection.of(
                command.id(),
                new Refusal(Code.DEPENDS_ON_REJECTED, "another one was refused"),
                null,
                null);
    }

    private void applyOne(
            Command command, Behind behind, List<Ack> acked, List<Rejection> rejections) {
        if (!(command instanceof Command.Readable readable)) {
            Command.Malformed bad = (Command.Malformed) command;
            rejections.add(Rejection.of(bad.id(), bad.refusal(), null, null));
            return;
        }
        Mutation mutation = readable.mutation();
        RecordKey key = mutation.key();
        Entry known = entry(key, mutation);
        if (known != null) {
            if (known.mutation().id().equals(mutation.id())) {
                acked.add(new Ack(mutation.id(), Ack.Status.DUPLICATE, known.seq(), null));
            } else {
                behind.refused.add(key);
                rejections.add(
                        refused(mutation, Code.DEVICE_FORKED, "its dot is another mutation's"));
            }
            return;
        }
        Entry twin = behind.refused.contains(key) ? null : twin(mutation);
        if (twin != null) {
            behind.elsewhere.add(key);
            Dot dot = twin.mutation().dot();
            acked.add(new Ack(mutation.id(), Ack.Status.DUPLICATE, twin.seq(), null, dot));
            return;
        }
        if (behind.refused.contains(key) || behind.elsewhere.contains(key)) {
            rejections.add(depends(command));
            return;
        }
        Rejection rejection = accept(mutation, acked);
        if (rejection != null) {
            behind.refused.add(key);
            rejections.add(rejection);
        }
    }

    private @Nullable Rejection accept(Mutation mutation, List<Ack> acked) {
        RecordKey key = mutation.key();
        if (mutation.fields().members().containsKey(POISON)) {
            return refused(mutation, Code.VALIDATION, "poison is not allowed");
        }
        long seq = head() + 1;
        String device = mutation.dot().device();
        Acceptance acceptance =
                new Acceptance(rules(key), schema.rules().skew(), schema.shape(key.collection()));
        Stamp stamp =
                new Stamp(
                        mutation.clock(), seq, schema.rules().rank(device, platforms.get(device)));
        Decision decision =
                acceptance.decide(state(key), mutation, stamp, context -> past(key, context));
        if (decision instanceof Refused refused) {
            return Rejection.of(mutation.id(), refused.refusal(), null, null);
        }
        Accepted accepted = (Accepted) decision;
        ListedConflict taken = nameTaken(mutation, accepted.view());
        if (taken != null) {
            parked.put(taken.conflictId(), new Parked(mutation, taken));
            return Rejection.of(
                    mutation.id(),
                    new Refusal(Code.CONFLICT, "another record has that name"),
                    null,
                    taken);
        }
        keep(new Entry(seq, mutation, accepted.effect()), accepted.after());
        acked.add(
                new Ack(
                        mutation.id(),
                        accepted.merged() ? Ack.Status.MERGED : Ack.Status.APPLIED,
                        seq,
                        null));
        return null;
    }

    void keep(Entry entry, RecordState after) {
        entries.add(entry);
        records.put(entry.mutation().key(), new Held(after, entry.seq(), entry.mutation()));
    }

    /** The mutation that took this one's dot. */
    private @Nullable Entry entry(RecordKey key, Mutation mutation) {
        if (!records.containsKey(key)) {
            return null;
        }
        return entries.stream()
                .filter(each -> each.mutation().key().equals(key))
                .filter(each -> each.mutation().dot().equals(mutation.dot()))
                .findFirst()
                .orElse(null);
    }

    /** The mutation itself under another dot, if one of the two is marked as stamped anew. */
    private @Nullable Entry twin(Mutation mutation) {
        return entries.stream()
                .filter(each -> each.mutation().id().equals(mutation.id()))
                .filter(each -> records.containsKey(each.mutation().key()))
                .filter(each -> mutation.origin() != null || each.mutation().origin() != null)
                .findFirst()
                .orElse(null);
    }

    private RecordState past(RecordKey key, VersionVector context) {
        RecordState state = RecordState.EMPTY;
        for (Entry entry : entries) {
            if (entry.mutation().key().equals(key) && context.covers(entry.mutation().dot())) {
                state = state.apply(entry.effect());
            }
        }
        return state;
    }

    private @Nullable ListedConflict nameTaken(Mutation mutation, View view) {
        NaturalKey rule = rules(mutation.key()).naturalKey();
        String text = rule == null ? null : NaturalKeys.of(rule, view);
        if (rule == null || text == null) {
            return null;
        }
        for (Map.Entry<RecordKey, Held> other : records.entrySet()) {
            if (!other.getKey().equals(mutation.key())
                    && other.getKey().collection().equals(mutation.key().collection())
                    && text.equals(
                            NaturalKeys.of(rule, view(other.getKey(), other.getValue().state())))) {
                return new ListedConflict(
                        Conflicts.idOfRefused(
                                Conflict.Type.NATURAL_KEY, mutation.key(), mutation.id()),
                        Conflict.Type.NATURAL_KEY,
                        mutation.key(),
                        List.of(),
                        null,
                        ListedConflict.Status.OPEN,
                        FakeServer.now(),
                        "trace-1",
                        "another record has that name",
                        null);
            }
        }
        return null;
    }

    ResolveAnswer resolve(Resolve resolve) {
        List<ResolveAnswer.Resolved> resolved = new ArrayList<>();
        List<ResolveAnswer.Refused> refused = new ArrayList<>();
        for (Resolve.Decision each : resolve.decisions()) {
            Resolution resolution = ((Resolve.Decision.Readable) each).resolution();
            Parked about = parked.get(resolution.conflictId());
            if (about == null) {
                Refusal refusal = new Refusal(Code.CONFLICT, "that conflict is not open");
                refused.add(
                        new ResolveAnswer.Refused(
                                resolution.conflictId(),
                                Rejection.of(resolution.id(), refusal, null, null)));
                continue;
            }
            parked.remove(resolution.conflictId());
            resolved.add(
                    new ResolveAnswer.Resolved(
                            resolution.conflictId(), applyCorrected(about, resolution)));
        }
        return new ResolveAnswer(resolved, refused);
    }

    private long applyCorrected(Parked about, Resolution resolution) {
        Mutation asked = about.mutation();
        Value.Obj fields = asked.fields();
        for (Map.Entry<String, Value> field : resolution.fields().members().entrySet()) {
            fields = fields.with(field.getKey(), field.getValue());
        }
        RecordState state = state(asked.key());
        Mutation corrected =
                new Mutation(
                        resolution.id(),
                        asked.key(),
                        asked.op(),
                        state.vv().next("resolve:" + asked.dot().device()),
                        state.vv(),
                        fields,
                        asked.unset(),
                        resolution.clock(),
                        null,
                        null);
        List<Ack> acks = new ArrayList<>();
        Rejection rejection = accept(corrected, acks);
        if (rejection != null) {
            throw new AssertionError(rejection.detail());
        }
        return acks.get(0).version();
    }

    private Rejection refused(Mutation mutation, Code code, String detail) {
        return Rejection.of(mutation.id(), new Refusal(code, detail), null, null);
    }

    private CollectionRules rules(RecordKey key) {
        return Objects.requireNonNull(schema.rules().collection(key.collection()));
    }

    private View view(RecordKey key, RecordState state) {
        return View.of(state, rules(key), schema.rules().skew());
    }
}

package dev.tidemark.server.engine;

import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.Register;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.server.engine.Posting.Row;
import dev.tidemark.server.engine.Verdict.Rejected;
import dev.tidemark.server.store.ChecksumRow;
import dev.tidemark.server.store.GuardWindow;
import dev.tidemark.server.store.HoldRow;
import dev.tidemark.server.store.HoldRow.Kind;
import dev.tidemark.server.store.RecordRow;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Holds back mass changes of one device until a person has confirmed them: an app with a fault, or
/// a half-empty database, must not take a whole collection with it.
///
/// A batch is decided as if there was no guard, and counted meanwhile. Only if it then turns out to
/// be too much of a collection, it is decided once more, and what is too much is refused as held.
/// So ordinary batches pay with a few comparisons.
///
/// What counts is a deletion of a record that was there before, and the first overwriting of such a
/// record by this device within the window, of values that it had seen. What a device creates does
/// not count, nor what is merged with what others did. Fewer than [#OVERWRITES_MIN] overwritings in
/// one batch are ordinary work, of which nothing is written down.
///
/// Confined to one transaction, and to one attempt to decide a batch.
final class Guard {

    /// How many records of a collection a batch must overwrite to be noticed at all.
    static final int OVERWRITES_MIN = 8;

    private static final Refusal HELD =
            new Refusal(
                    Code.HELD,
                    "it is part of a mass change by this device, which waits until an owner of the"
                            + " account releases or drops it; keep it and send it again later");
    private static final Refusal BEHIND_HELD =
            new Refusal(
                    Code.HELD,
                    "a mutation of the same record before it is held; send it again after that one");
    private static final Refusal DROPPED =
            new Refusal(
                    Code.HOLD_DROPPED,
                    "it was part of a mass change by this device, which was dropped; what is still"
                            + " meant has to be written once more");

    private final Draft draft;
    private final Asking asking;
    private final GuardLimits limits;

    /// The windows that were looked at, by collection.
    private final Map<String, GuardWindow> windows;

    /// Those of them that begin with this batch.
    private final Set<String> begun;

    /// What is held in this attempt.
    private final Set<Target> holding;

    private final Map<String, Tally> tallies = new TreeMap<>();
    private final Set<RecordKey> keysHeld = new HashSet<>();

    /// One kind of changes to one collection.
    private record Target(String collection, Kind kind) {}

    /// What a window is called among the things that a request changes.
    private record WindowName(String device, String collection) {}

    /// What a batch does to a collection.
    ///
    /// @param overwritten with the seq of the device's own change before; 0 for none
    private record Tally(Set<RecordKey> deleted, Map<RecordKey, Long> overwritten) {

        boolean isNoticed() {
            return !deleted.isEmpty() || overwritten.size() >= OVERWRITES_MIN;
        }

        long overwrittenSince(GuardWindow window) {
            return overwritten.values().stream().filter(seq -> seq <= window.startSeq()).count();
        }
    }

    Guard(Draft draft, Asking asking, GuardLimits limits) {
        this(draft, asking, limits, new TreeMap<>(), new HashSet<>(), Set.of());
    }

    private Guard(
            Draft draft,
            Asking asking,
            GuardLimits limits,
            Map<String, GuardWindow> windows,
            Set<String> begun,
            Set<Target> holding) {
        this.draft = draft;
        this.asking = asking;
        this.limits = limits;
        this.windows = windows;
        this.begun = begun;
        this.holding = holding;
    }

    /// Whether a mutation comes behind one of the same record that is held.
    Optional<Refusal> behindHeld(RecordKey key) {
        return keysHeld.contains(key) ? Optional.of(BEHIND_HELD) : Optional.empty();
    }

    /// Notes that a mutation of a record is held.
    void held(RecordKey key) {
        if (keysHeld.add(key)) {
            draft.undo().add(() -> keysHeld.remove(key));
        }
    }

    /// Why a mutation that is about to be applied is not; empty where it is.
    Optional<Refusal> refusal(Step step) {
        Optional<HoldRow> hold = holdOf(step.incoming().mutation());
        if (hold.isPresent()) {
            return Optional.of(hold.get().state() == HoldRow.State.OPEN ? HELD : DROPPED);
        }
        Kind kind = holding.isEmpty() ? null : kind(step);
        boolean isHeld =
                kind != null
                        && holding.contains(new Target(step.key().collection(), kind))
                        && (kind == Kind.DELETE
                                || ownSeq(step.key())
                                        <= window(step.key().collection()).startSeq());
        return isHeld ? Optional.of(HELD) : Optional.empty();
    }

    /// Counts a mutation that is about to be applied.
    void count(Step step) {
        Kind kind = kind(step);
        if (kind == null) {
            return;
        }
        RecordKey key = step.key();
        Tally tally =
                tallies.computeIfAbsent(
                        key.collection(), _ -> new Tally(new HashSet<>(), new HashMap<>()));
        if (kind == Kind.DELETE) {
            if (tally.deleted.add(key)) {
                draft.undo().add(() -> tally.deleted.remove(key));
            }
        } else if (tally.overwritten.putIfAbsent(key, ownSeq(key)) == null) {
            draft.undo().add(() -> tally.overwritten.remove(key));
        }
    }

    /// What an accepted mutation does to a record that was there before the batch; null where that
    /// does not count.
    private @Nullable Kind kind(Step step) {
        RecordRow before = draft.storedRow(step.key()).orElse(null);
        if (limits.isOff() || before == null || before.deleted()) {
            return null;
        }
        Mutation mutation = step.incoming().mutation();
        if (mutation.op() == Op.DELETE) {
            return step.accepted().view().deleted() ? Kind.DELETE : null;
        }
        return overwrites(mutation, draft.standing(step.key()), step.acceptance().rules())
                ? Kind.OVERWRITE
                : null;
    }

    /// Whether it replaces a value, and has seen all that it replaces.
    private static boolean overwrites(Mutation mutation, Standing before, CollectionRules rules) {
        return mutation.context().covers(before.state().vv())
                && (replacesAny(mutation.fields().members().keySet(), before, rules)
                        || replacesAny(mutation.unset(), before, rules));
    }

    private static boolean replacesAny(
            Iterable<String> names, Standing before, CollectionRules rules) {
        for (String name : names) {
            if (before.state().units().get(rules.unit(name)) instanceof Register) {
                return true;
            }
        }
        return false;
    }

    /// Of the device's last change to a record, before this batch: of its own, or written for it.
    private long ownSeq(RecordKey key) {
        return draft.storedRow(key).map(this::ownSeq).orElse(0L);
    }

    private long ownSeq(RecordRow row) {
        String writtenFor = asking.writer("");
        return row.marks().byDevice().entrySet().stream()
                .filter(each ->
                        each.getKey().equals(asking.device()) || each.getKey().endsWith(writtenFor))
                .mapToLong(each -> each.getValue().seq())
                .max()
                .orElse(0);
    }

    /// The guard of the next attempt, where this one has come to too much; empty where it has not.
    ///
    /// @param fresh the draft of that attempt
    Optional<Guard> stricter(Draft fresh) {
        Set<Target> crossed = new HashSet<>();
        tallies.forEach((collection, tally) -> {
            if (tally.isNoticed() && !window(collection).exempt()) {
                addCrossed(collection, tally, crossed);
            }
        });
        return crossed.isEmpty()
                ? Optional.empty()
                : Optional.of(new Guard(fresh, asking, limits, windows, begun, crossed));
    }

    private void addCrossed(String collection, Tally tally, Set<Target> crossed) {
        GuardWindow window = window(collection);
        long deleted = tally.deleted.size();
        long overwritten = tally.overwrittenSince(window);
        long live = live(window, deleted, overwritten);
        Target deletes = new Target(collection, Kind.DELETE);
        Target overwrites = new Target(collection, Kind.OVERWRITE);
        if (deleted > 0
                && (limits.deletes().isCrossed(window.deleted() + deleted, live)
                        || isHeldAlready(deletes, window))) {
            crossed.add(deletes);
        }
        if (overwritten >= OVERWRITES_MIN
                && (limits.overwrites().isCrossed(window.overwritten() + overwritten, live)
                        || isHeldAlready(overwrites, window))) {
            crossed.add(overwrites);
        }
    }

    /// What the changes are a share of: the live records, this device's deletions left aside. A
    /// collection that has grown since the window began is taken as it is now; that is only looked
    /// up where it matters.
    private long live(GuardWindow window, long deleted, long overwritten) {
        // What requests before have counted may not be stored yet. That does not matter as long as
        // it is too little to make a difference.
        long unknown = draft.foreseenChanges();
        if (isCrossed(window, deleted + unknown, overwritten + unknown)) {
            draft.requireStored(new WindowName(asking.device(), window.collection()));
        }
        if (!isCrossed(window, deleted, overwritten)) {
            return window.live();
        }
        draft.requireAllStored();
        long now = ChecksumRow.count(draft.tx(), asking.account(), window.collection());
        return Math.max(window.live(), now + window.deleted());
    }

    /// Whether it is too much of what there was when the window began.
    private boolean isCrossed(GuardWindow window, long deleted, long overwritten) {
        return limits.deletes().isCrossed(window.deleted() + deleted, window.live())
                || limits.overwrites().isCrossed(window.overwritten() + overwritten, window.live());
    }

    /// Once something is held, what comes behind it within the window is a part of it.
    private boolean isHeldAlready(Target target, GuardWindow window) {
        return openHold(target).filter(hold -> hold.openedAt() >= window.begunAt()).isPresent();
    }

    private Optional<HoldRow> openHold(Target target) {
        return draft.head().held() == 0
                ? Optional.empty()
                : HoldRow.openOf(
                        draft.tx(),
                        asking.account(),
                        asking.device(),
                        target.collection,
                        target.kind);
    }

    private Optional<HoldRow> holdOf(Mutation mutation) {
        return draft.head().held() == 0
                ? Optional.empty()
                : HoldRow.ofMutation(draft.tx(), asking.account(), mutation.id(), mutation.key());
    }

    private GuardWindow window(String collection) {
        return windows.computeIfAbsent(collection, this::currentWindow);
    }

    private GuardWindow currentWindow(String collection) {
        String device = asking.device();
        long now = asking.received().toEpochMilli();
        GuardWindow last =
                GuardWindow.find(draft.tx(), asking.account(), device, collection).orElse(null);
        if (last != null
                && last.begunAt() <= now
                && now < last.begunAt() + limits.window().toMillis()) {
            return last;
        }
        draft.requireAllStored(); // What is counted now, others may be about to change.
        begun.add(collection);
        return new GuardWindow(
                device,
                collection,
                now,
                draft.head().seq(),
                ChecksumRow.count(draft.tx(), asking.account(), collection),
                0,
                0,
                last != null && last.begunAt() == 0 && last.exempt());
    }

    /// What the rows of [#addTo] change, beside records.
    Set<Object> touched() {
        Set<Object> names = new HashSet<>();
        windows.keySet().forEach(each -> names.add(new WindowName(asking.device(), each)));
        return names;
    }

    /// Adds to the rows to be written what was counted and what is held; how many more mutations
    /// are held than before.
    ///
    /// @param edition makes the name of a hold
    long addTo(List<Row> rows, List<Arrived> arrived, List<Verdict> verdicts, long edition) {
        for (GuardWindow window : windows.values()) {
            Tally tally = tallies.get(window.collection());
            long deleted = tally == null ? 0 : tally.deleted.size();
            long overwritten = tally == null ? 0 : tally.overwrittenSince(window);
            if (begun.contains(window.collection())) {
                rows.add(tx -> window.begin(tx, asking.account()));
            }
            rows.add(tx -> window.add(tx, asking.account(), deleted, overwritten));
        }
        Map<Target, Set<Held>> held = newlyHeld(arrived, verdicts);
        held.forEach((target, mutations) -> addHold(target, mutations, edition, rows));
        return held.values().stream().mapToLong(Set::size).sum();
    }

    /// A mutation that is held.
    private record Held(String mutationId, RecordKey key) implements Comparable<Held> {

        @Override
        public int compareTo(Held other) {
            int byKey = key.compareTo(other.key);
            return byKey != 0 ? byKey : mutationId.compareTo(other.mutationId);
        }
    }

    private Map<Target, Set<Held>> newlyHeld(List<Arrived> arrived, List<Verdict> verdicts) {
        Map<Target, Set<Held>> held = new HashMap<>();
        for (int i = 0; i < verdicts.size(); i++) {
            if (verdicts.get(i) instanceof Rejected rejected && rejected.refusal().equals(HELD)) {
                Mutation mutation = Objects.requireNonNull(arrived.get(i).incoming()).mutation();
                Kind kind = mutation.op() == Op.DELETE ? Kind.DELETE : Kind.OVERWRITE;
                if (holdOf(mutation).isEmpty()) {
                    held.computeIfAbsent(
                                    new Target(mutation.key().collection(), kind),
                                    _ -> new TreeSet<>())
                            .add(new Held(mutation.id(), mutation.key()));
                }
            }
        }
        return held;
    }

    private void addHold(Target target, Set<Held> mutations, long edition, List<Row> rows) {
        Optional<HoldRow> open = openHold(target);
        HoldRow hold = open.orElseGet(() -> opened(target, edition)).plus(mutations.size());
        rows.add(tx -> hold.put(tx, asking.account()));
        for (Held each : mutations) {
            rows.add(tx -> hold.hold(tx, asking.account(), each.mutationId, each.key));
        }
        if (open.isEmpty()) {
            rows.add(tx -> Told.held(tx, asking, hold));
        }
    }

    private HoldRow opened(Target target, long edition) {
        String name =
                "%s\n%s\n%s\n%d"
                        .formatted(asking.device(), target.collection, target.kind, edition);
        return new HoldRow(
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString(),
                asking.device(),
                target.collection,
                target.kind,
                0,
                asking.received().toEpochMilli(),
                HoldRow.State.OPEN,
                null,
                null);
    }
}

package dev.tidemark.server.engine;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.Past;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.Milestone;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One record's past, from the log.
///
/// ### How little is read
///
/// A record's changes are a chain, newest first, and every so often a milestone keeps the state in
/// between. What a record has seen only grows along the chain, so the newest milestone within a
/// context, or the two milestones around a dot, are found by halving. Of the stretches between
/// milestones only those are read that hold a dot of the context. So a device that comes back after
/// a hundred thousand changes of one record costs a few dozen reads, not a hundred thousand.
///
/// ### What retention has ended
///
/// Of the oldest changes only the links of the chain may be left. Behind the last of these stands a
/// milestone with the state that they had come to, and where a snapshot needs one, others stand
/// between them. The rest of the milestones there only say what the record had seen. A dot is found
/// all the same. A state is known at those milestones and nowhere between them; a context from
/// there gets what it had seen of the next state that is known, as of a state that was joined.
final class RecordPast implements Past {

    private final Tx tx;
    private final String account;
    private final RecordKey key;
    private final List<Change> unwritten;

    /// Where the log knows at least what the record had seen: the beginning, the milestones, the
    /// end.
    private final List<Stop> stops = new ArrayList<>();

    /// Those of them at which it knows the state.
    private final List<Stop> known;

    /// The seq of the newest change whose contents are gone; 0 for none.
    private final long compactedSeq;

    /// @param end of the chain as it is stored
    /// @param unwritten the record's changes behind that end, oldest first
    RecordPast(Tx tx, String account, Standing end, List<Change> unwritten) {
        this.tx = tx;
        this.account = account;
        this.key = end.key();
        this.unwritten = unwritten;
        this.compactedSeq = end.kept().compactedSeq();
        stops.add(new Stop(0, false, RecordState.EMPTY));
        boolean marked =
                end.revision() >= Milestone.EVERY || end.marks().anyJoin() || !end.kept().isAll();
        if (marked) {
            for (Milestone.Place place : Milestone.places(tx, account, key)) {
                stops.add(new Stop(place.seq(), place.seenOnly(), null));
            }
        }
        if (stops.getLast().seq < end.seq()) {
            Stop last = new Stop(end.seq(), end.kept().purged(), end.state());
            last.vv = end.state().vv();
            stops.add(last);
        }
        this.known = stops.stream().filter(stop -> !stop.seenOnly).toList();
    }

    @Override
    public RecordState at(VersionVector context) {
        int base = newestWithin(context);
        List<UnaryOperator<RecordState>> steps = new ArrayList<>();
        gather(context, base, known.size() - 1, steps);
        for (Change change : unwritten) {
            add(change, context, steps);
        }
        RecordState state = stateAt(known.get(base));
        for (UnaryOperator<RecordState> step : steps) {
            state = step.apply(state);
        }
        return state;
    }

    /// The record as it was when the account's log ended at a seq; empty where it was not there
    /// yet. What is not written yet is left aside.
    ///
    /// @throws Problem 410 `HISTORY_COMPACTED` where retention has ended that
    RecordState upTo(long seq) {
        Stop from = newestUpTo(known, seq);
        long last = lastUpTo(seq);
        if (from.seq == last) {
            return stateAt(from);
        }
        if (from.seq < compactedSeq) {
            throw compacted();
        }
        RecordState state = stateAt(from);
        for (ChangeRow row : chain(from.seq, last).reversed()) {
            state = Change.of(row).onto(state, vvAt(stopBehind(row.seq())));
        }
        return state;
    }

    /// What the record had seen when the account's log ended at a seq; nothing where it was not
    /// there yet.
    VersionVector seenUpTo(long seq) {
        Stop from = newestUpTo(stops, seq);
        VersionVector seen = vvAt(from);
        for (long at = lastUpTo(seq); at > from.seq; at = ChangeRow.previous(tx, account, at)) {
            Dot dot = Earlier.at(tx, account, at).dot(); // No join: these are stops.
            seen = seen.covers(dot) ? seen : seen.with(dot);
        }
        return seen;
    }

    private Problem compacted() {
        return Problem.of(
                ProblemCode.HISTORY_COMPACTED,
                "What %s was then is not kept any more: its history goes back to version %d."
                        .formatted(key, compactedSeq));
    }

    /// The seq of the record's last change up to a seq; 0 where it was not there yet.
    long lastUpTo(long seq) {
        Stop stop = newestUpTo(stops, seq);
        if (stop.seq < seq && stop != stops.getLast()) {
            long last = stopBehind(stop.seq + 1).seq;
            while (last > seq) {
                last = ChangeRow.previous(tx, account, last);
            }
            return last;
        }
        return stop.seq;
    }

    /// The change with a dot; empty where the record has none such.
    Optional<Earlier> find(Dot dot) {
        for (Change change : unwritten) {
            if (change.effect().dot().equals(dot)) {
                return Optional.of(change);
            }
        }
        int high = firstCovering(dot);
        if (high == stops.size()) {
            return Optional.empty();
        }
        return Optional.of(holding(dot, stops.get(high - 1).seq, stops.get(high).seq));
    }

    /// The change between two stops that has a dot, or else the join at their end: joins are stops.
    private Earlier holding(Dot dot, long low, long high) {
        for (long seq = high; seq > low; seq = ChangeRow.previous(tx, account, seq)) {
            Earlier change = Earlier.at(tx, account, seq);
            if (change.dot().equals(dot) && !change.isJoin()) {
                return change;
            }
        }
        Earlier end = Earlier.at(tx, account, high);
        if (!end.isJoin()) {
            throw new IllegalStateException("The log of %s lacks %s".formatted(key, dot));
        }
        return end;
    }

    /// Whether somebody had seen a change, or anything of what it joined.
    private static void add(
            Change change, VersionVector context, List<UnaryOperator<RecordState>> steps) {
        if (change.joined() != null || context.covers(change.effect().dot())) {
            steps.add(state -> change.onto(state, context));
        }
    }

    /// The last known state that holds nothing outside the context.
    private int newestWithin(VersionVector context) {
        int low = 0;
        int high = known.size();
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (context.covers(vvAt(known.get(middle)))) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The last of some stops that does not lie behind a seq.
    private static Stop newestUpTo(List<Stop> stops, long seq) {
        int newest = stops.size() - 1;
        while (stops.get(newest).seq > seq) {
            newest--;
        }
        return stops.get(newest);
    }

    /// The first stop that does not lie before a seq.
    private Stop stopBehind(long seq) {
        int first = 0;
        while (stops.get(first).seq < seq) {
            first++;
        }
        return stops.get(first);
    }

    /// The first stop that holds a dot; the number of stops where none does.
    private int firstCovering(Dot dot) {
        int low = 0;
        int high = stops.size();
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (vvAt(stops.get(middle)).covers(dot)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /// Adds what a context covers between two known states, oldest first.
    private void gather(
            VersionVector context, int low, int high, List<UnaryOperator<RecordState>> steps) {
        if (low >= high || !reachesBetween(context, vvAt(known.get(low)), vvAt(known.get(high)))) {
            return;
        }
        if (high - low > 1) {
            int middle = (low + high) >>> 1;
            gather(context, low, middle, steps);
            gather(context, middle, high, steps);
            return;
        }
        Stop end = known.get(high);
        if (end.seq <= compactedSeq) {
            RecordState some = stateAt(end);
            steps.add(state -> state.joinWithin(some, context));
            return;
        }
        for (ChangeRow row : chain(known.get(low).seq, end.seq).reversed()) {
            add(Change.of(row), context, steps);
        }
    }

    private static boolean reachesBetween(
            VersionVector context, VersionVector low, VersionVector high) {
        return context.counters().entrySet().stream()
                .anyMatch(entry -> {
                    String device = entry.getKey();
                    return Math.min(entry.getValue(), high.counter(device)) > low.counter(device);
                });
    }

    /// The changes behind a seq up to that of another change, newest first.
    private List<ChangeRow> chain(long low, long high) {
        List<ChangeRow> rows = new ArrayList<>();
        long seq = high;
        while (seq > low) {
            ChangeRow row = ChangeRow.at(tx, account, seq);
            rows.add(row);
            seq = row.previous();
        }
        return rows;
    }

    private VersionVector vvAt(Stop stop) {
        VersionVector vv = stop.vv;
        if (vv == null) {
            vv =
                    stop.seenOnly
                            ? Milestone.at(tx, account, key, stop.seq).seen()
                            : stateAt(stop).vv();
            stop.vv = vv;
        }
        return vv;
    }

    private RecordState stateAt(Stop stop) {
        RecordState state = stop.state;
        if (state == null) {
            state =
                    EncodedEntry.of(Milestone.at(tx, account, key, stop.seq).body())
                            .decoded()
                            .state();
            stop.state = state;
        }
        return state;
    }

    private static final class Stop {
        final long seq;
        final boolean seenOnly;
        @Nullable RecordState state;
        @Nullable VersionVector vv;

        Stop(long seq, boolean seenOnly, @Nullable RecordState state) {
            this.seq = seq;
            this.seenOnly = seenOnly;
            this.state = state;
        }
    }
}

package dev.tidemark.server.engine;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.Past;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.Milestone;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
final class RecordPast implements Past {

    private final Tx tx;
    private final String account;
    private final RecordKey key;
    private final List<Change> unwritten;

    /// Where the log knows the state: the beginning, the milestones, the end.
    private final List<Stop> stops = new ArrayList<>();

    /// @param end of the chain as it is stored
    /// @param unwritten the record's changes behind that end, oldest first
    RecordPast(Tx tx, String account, Standing end, List<Change> unwritten) {
        this.tx = tx;
        this.account = account;
        this.key = end.key();
        this.unwritten = unwritten;
        stops.add(new Stop(0, RecordState.EMPTY));
        if (end.revision() >= Milestone.EVERY || end.marks().anyJoin()) {
            for (long seq : Milestone.seqs(tx, account, key)) {
                stops.add(new Stop(seq, null));
            }
        }
        if (stops.getLast().seq < end.seq()) {
            stops.add(new Stop(end.seq(), end.state()));
        }
    }

    @Override
    public RecordState at(VersionVector context) {
        int base = newestWithin(context);
        List<Change> seen = new ArrayList<>();
        gather(context, base, stops.size() - 1, seen);
        for (Change change : unwritten) {
            if (isWithin(change, context)) {
                seen.add(change);
            }
        }
        RecordState state = stateAt(base);
        for (Change change : seen) {
            state = change.onto(state, context);
        }
        return state;
    }

    /// The record as it was when the account's log ended at a seq; empty where it was not there
    /// yet. What is not written yet is left aside.
    RecordState upTo(long seq) {
        int base = newestUpTo(seq);
        RecordState state = stateAt(base);
        if (base < stops.size() - 1 && stops.get(base).seq < seq) {
            for (ChangeRow row : stretch(base, base + 1).reversed()) {
                if (row.seq() <= seq) {
                    state = Change.of(row).onto(state, vvAt(base + 1));
                }
            }
        }
        return state;
    }

    /// The seq of the record's last change up to a seq; 0 where it was not there yet.
    long lastUpTo(long seq) {
        int base = newestUpTo(seq);
        if (base < stops.size() - 1 && stops.get(base).seq < seq) {
            for (ChangeRow row : stretch(base, base + 1)) {
                if (row.seq() <= seq) {
                    return row.seq();
                }
            }
        }
        return stops.get(base).seq;
    }

    /// The change with a dot; empty where the record has none such.
    Optional<Change> find(Dot dot) {
        for (Change change : unwritten) {
            if (change.effect().dot().equals(dot)) {
                return Optional.of(change);
            }
        }
        int high = firstCovering(dot);
        if (high == stops.size()) {
            return Optional.empty();
        }
        return Optional.of(Change.of(holding(dot, high)));
    }

    /// The change of a stretch that has a dot, or else the join at its end: joins are stops.
    private ChangeRow holding(Dot dot, int high) {
        for (ChangeRow row : stretch(high - 1, high)) {
            if (row.dot().equals(dot) && !row.isJoin()) {
                return row;
            }
        }
        ChangeRow end = ChangeRow.at(tx, account, stops.get(high).seq);
        if (!end.isJoin()) {
            throw new IllegalStateException("The log of %s lacks %s".formatted(key, dot));
        }
        return end;
    }

    /// Whether somebody had seen a change, or anything of what it joined.
    private static boolean isWithin(Change change, VersionVector context) {
        return change.joined() != null || context.covers(change.effect().dot());
    }

    /// The last stop that holds nothing outside the context.
    private int newestWithin(VersionVector context) {
        int low = 0;
        int high = stops.size();
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (context.covers(vvAt(middle))) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The last stop that does not lie behind a seq.
    private int newestUpTo(long seq) {
        int newest = stops.size() - 1;
        while (stops.get(newest).seq > seq) {
            newest--;
        }
        return newest;
    }

    /// The first stop that holds a dot; the number of stops where none does.
    private int firstCovering(Dot dot) {
        int low = 0;
        int high = stops.size();
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (vvAt(middle).covers(dot)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /// Adds what a context covers between two stops, oldest first.
    private void gather(VersionVector context, int low, int high, List<Change> seen) {
        if (low >= high || !reachesBetween(context, vvAt(low), vvAt(high))) {
            return;
        }
        if (high - low > 1) {
            int middle = (low + high) >>> 1;
            gather(context, low, middle, seen);
            gather(context, middle, high, seen);
            return;
        }
        for (ChangeRow row : stretch(low, high).reversed()) {
            Change change = Change.of(row);
            if (isWithin(change, context)) {
                seen.add(change);
            }
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

    /// The changes between two neighbouring stops, newest first.
    private List<ChangeRow> stretch(int low, int high) {
        List<ChangeRow> rows = new ArrayList<>();
        long seq = stops.get(high).seq;
        while (seq > stops.get(low).seq) {
            ChangeRow row = ChangeRow.at(tx, account, seq);
            rows.add(row);
            seq = row.previous();
        }
        return rows;
    }

    private VersionVector vvAt(int index) {
        return stateAt(index).vv();
    }

    private RecordState stateAt(int index) {
        Stop stop = stops.get(index);
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
        @Nullable RecordState state;

        Stop(long seq, @Nullable RecordState state) {
            this.seq = seq;
            this.state = state;
        }
    }
}

package dev.tidemark.server.engine;

import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.engine.Posting.Row;
import dev.tidemark.server.engine.Verdict.Rejected;
import dev.tidemark.server.store.ConflictRow;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.RefusedRow;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.ListedConflict;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The mutations that a rule refused: kept with the conflict that each became, so that a person can
/// apply them with a correction, and so that one that is sent again is refused again.
final class Parking {

    /// How many refused mutations of one record are looked at.
    private static final int OWN_MAX = 100;

    private final Tx tx;
    private final Head head;
    private final Undo undo;
    private final Map<Place, Optional<RefusedRow>> stored = new HashMap<>();

    /// Conflicts that nobody has to decide about any more.
    private final Set<String> closed = new LinkedHashSet<>();

    /// What a refused mutation is found by.
    private record Place(String mutationId, RecordKey key) {

        static Place of(Mutation mutation) {
            return new Place(mutation.id(), mutation.key());
        }
    }

    Parking(Tx tx, Head head, Undo undo) {
        this.tx = tx;
        this.head = head;
        this.undo = undo;
    }

    /// What a mutation became when it was refused before; empty where it was not, or where it is
    /// stamped anew and may be accepted now.
    Optional<RefusedRow> earlier(Incoming incoming) {
        return stored(Place.of(incoming.mutation()))
                .filter(row -> isVerySame(row, incoming) || isDecided(row, incoming));
    }

    private static boolean isVerySame(RefusedRow row, Incoming incoming) {
        return row.device().equals(incoming.mutation().dot().device())
                && Arrays.equals(row.mutation(), incoming.bytes());
    }

    /// Whether a person has decided about it meanwhile. Under whatever dot a copy of the database
    /// sends it now, it must not come on top of that decision.
    private boolean isDecided(RefusedRow row, Incoming incoming) {
        return Incoming.stored(row.mutation(), row.device()).saysTheSame(incoming)
                && conflict(row).status() == ListedConflict.Status.RESOLVED;
    }

    /// The conflict that a refused mutation became.
    ListedConflict conflict(RefusedRow row) {
        return ConflictRow.find(tx, head.account(), row.conflictId()).orElseThrow().listed();
    }

    private Optional<RefusedRow> stored(Place place) {
        return head.parked() == 0
                ? Optional.empty()
                : stored.computeIfAbsent(
                        place, p -> RefusedRow.find(tx, head.account(), p.mutationId(), p.key()));
    }

    /// A mutation is accepted: if it was refused before, nobody has to decide about it any more.
    void release(Mutation mutation) {
        stored(Place.of(mutation)).ifPresent(row -> close(row.conflictId()));
    }

    /// A device has written a record: what it had tried on it before, nobody has to decide about
    /// any more.
    void supersede(RecordKey key, String device) {
        if (head.parked() > 0) {
            RefusedRow.ofRecord(tx, head.account(), key, OWN_MAX).stream()
                    .filter(row -> row.device().equals(device))
                    .forEach(row -> close(row.conflictId()));
        }
    }

    /// A conflict about a refused mutation has been decided.
    void close(String conflictId) {
        if (closed.add(conflictId)) {
            undo.add(() -> closed.remove(conflictId));
        }
    }

    /// Whether a conflict was decided just now.
    boolean isClosed(String conflictId) {
        return closed.contains(conflictId);
    }

    /// Adds to the rows to be written what closes the decided conflicts.
    void addClosed(long now, List<Row> rows) {
        for (String id : closed) {
            rows.add(writing -> ConflictRow.resolve(writing, head.account(), id, now));
        }
    }

    /// Adds to the rows to be written what was refused just now; how many more are kept than
    /// before.
    int keep(List<Rejected> rejections, List<Row> rows) {
        Map<Place, Rejected> last = new LinkedHashMap<>();
        for (Rejected rejected : rejections) {
            last.put(Place.of(Objects.requireNonNull(rejected.kept()).mutation()), rejected);
        }
        int more = 0;
        for (Map.Entry<Place, Rejected> entry : last.entrySet()) {
            more += stored(entry.getKey()).isEmpty() ? 1 : 0;
            keep(entry.getValue(), rows);
        }
        return more;
    }

    private void keep(Rejected rejected, List<Row> rows) {
        Incoming kept = Objects.requireNonNull(rejected.kept());
        ListedConflict conflict = Objects.requireNonNull(rejected.conflict());
        Mutation mutation = kept.mutation();
        RefusedRow row =
                new RefusedRow(
                        mutation.id(),
                        mutation.key(),
                        mutation.dot().device(),
                        conflict.conflictId(),
                        rejected.refusal().detail(),
                        rejected.refusal().rule(),
                        kept.bytes());
        ConflictRow listed = ConflictRow.of(conflict);
        rows.add(writing -> row.keep(writing, head.account()));
        rows.add(writing -> listed.open(writing, head.account()));
    }
}

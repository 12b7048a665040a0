package dev.tidemark.server.history;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.engine.Shown;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.Commands;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.HistoryPage;
import dev.tidemark.wire.command.HistoryPage.Version;
import dev.tidemark.wire.json.Instants;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells every accepted mutation of a record, the newest first; so every value that ever was, also
/// those that lost. Thread-safe.
public final class History {

    private final Lanes lanes;

    public History(Lanes lanes) {
        this.lanes = lanes;
    }

    /// The next versions of a record.
    ///
    /// @param before the last version of the page before; null to begin with the newest
    /// @param limit most versions, from 1
    /// @throws Problem 404 if there never was such a record, or the principal may not see it
    public HistoryPage page(Principal principal, RecordKey key, @Nullable Long before, int limit) {
        if (!principal.mayRead(key.collection())) {
            throw Problem.notFound("record");
        }
        return lanes.readNow(tx -> page(tx, principal.accountId(), key, before, limit));
    }

    private static HistoryPage page(
            Tx tx, String account, RecordKey key, @Nullable Long before, int limit) {
        RecordRow row =
                RecordRow.find(tx, account, key).orElseThrow(() -> Problem.notFound("record"));
        Set<Dot> alive = dots(EncodedEntry.of(row.body()).decoded().state());
        long seq = before == null ? row.seq() : previous(tx, account, key, before);
        List<Version> versions = new ArrayList<>();
        while (seq > 0 && versions.size() < limit) {
            ChangeRow change = ChangeRow.at(tx, account, seq);
            versions.add(version(change, !alive.contains(change.dot())));
            seq = change.previous();
        }
        return new HistoryPage(versions, seq > 0);
    }

    private static long previous(Tx tx, String account, RecordKey key, long before) {
        return ChangeRow.find(tx, account, before)
                .filter(change -> change.key().equals(key))
                .orElseThrow(() -> Problem.invalid("/before", "is no version of this record"))
                .previous();
    }

    /// The writes of which something is left.
    private static Set<Dot> dots(RecordState state) {
        Set<Dot> dots = new HashSet<>(state.alive().dots());
        state.units().values().forEach(unit -> dots.addAll(unit.dots()));
        return dots;
    }

    private static Version version(ChangeRow change, boolean superseded) {
        Mutation mutation = Commands.stored(change.mutation(), change.dot().device());
        String stamped = change.clock();
        Instant clock =
                stamped == null ? mutation.clock() : Objects.requireNonNull(Instants.read(stamped));
        return new Version(
                change.seq(),
                mutation.op(),
                Shown.asker(change.dot().device()),
                change.mutationId(),
                clock,
                mutation.fields(),
                mutation.unset(),
                superseded);
    }
}

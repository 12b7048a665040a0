package dev.tidemark.server.history;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.engine.LookBack;
import dev.tidemark.server.engine.Replay;
import dev.tidemark.server.engine.Shown;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.ConflictRow;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.Kept;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.server.store.RefusedRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.HistoryPage;
import dev.tidemark.wire.command.HistoryPage.Compacted;
import dev.tidemark.wire.command.HistoryPage.Version;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.RecordAt;
import dev.tidemark.wire.schema.AppSchema;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells every accepted mutation of a record, the newest first; so every value that ever was, also
/// those that lost. With the first of them come those that a rule refused. Thread-safe.
public final class History {

    /// How many refused mutations of one record are told.
    private static final int REFUSED_MAX = 500;

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
        return lanes.readNow(tx -> page(tx, principal, key, before, limit));
    }

    private static HistoryPage page(
            Tx tx, Principal principal, RecordKey key, @Nullable Long before, int limit) {
        String account = principal.accountId();
        RecordRow row =
                RecordRow.find(tx, account, key).orElseThrow(() -> Problem.notFound("record"));
        Set<Dot> alive = dots(EncodedEntry.of(row.body()).decoded().state());
        long newest = before == null ? row.seq() : previous(tx, account, row, before);
        List<Replay> replays = Replay.of(tx, account, row, newest, limit);
        List<Version> versions =
                replays.stream().map(each -> version(each, !isLeft(each, alive))).toList();
        boolean more =
                !replays.isEmpty()
                        && replays.getLast().row().previous() > row.kept().compactedSeq();
        return new HistoryPage(
                versions,
                before == null ? refused(tx, principal, key) : List.of(),
                more,
                compacted(row.kept()));
    }

    private static @Nullable Compacted compacted(Kept kept) {
        return kept.compacted() == 0 ? null : new Compacted(kept.compacted(), kept.compactedSeq());
    }

    /// A record as it was at a version of the account, with the writes that its fields were from.
    ///
    /// @param app the schema that holds
    /// @param version null for now
    /// @throws Problem 404 if there was no such record then, or the principal may not see it, or
    ///   the account has not come to that version yet: nobody knows what will be; 410
    ///   `HISTORY_COMPACTED` if retention has ended what it was
    public RecordAt at(Principal principal, AppSchema app, RecordKey key, @Nullable Long version) {
        if (!principal.mayRead(key.collection())) {
            throw Problem.notFound("record");
        }
        String account = principal.accountId();
        return lanes.readNow(tx -> {
            if (version != null && version > Head.find(tx, account).orElseThrow().seq()) {
                throw Problem.notFound("version");
            }
            return RecordRow.find(tx, account, key)
                    .flatMap(row ->
                            LookBack.at(
                                    tx, account, app, row, version == null ? row.seq() : version))
                    .orElseThrow(() -> Problem.notFound("record"));
        });
    }

    /// What was refused is for those who could have written it.
    private static List<ListedConflict> refused(Tx tx, Principal principal, RecordKey key) {
        String account = principal.accountId();
        return principal.mayEdit(key.collection())
                ? RefusedRow.ofRecord(tx, account, key, REFUSED_MAX).stream()
                        .flatMap(row -> ConflictRow.find(tx, account, row.conflictId()).stream())
                        .map(ConflictRow::listed)
                        .sorted(Comparator.comparing(ListedConflict::openedAt).reversed())
                        .toList()
                : List.of();
    }

    private static long previous(Tx tx, String account, RecordRow row, long before) {
        if (before <= row.kept().compactedSeq()) {
            return 0; // It may have been there when the page before was asked for.
        }
        return ChangeRow.find(tx, account, before)
                .filter(change -> change.key().equals(row.key()))
                .orElseThrow(() -> Problem.invalid("/before", "is no version of this record"))
                .previous();
    }

    /// The writes of which something is left.
    private static Set<Dot> dots(RecordState state) {
        Set<Dot> dots = new HashSet<>(state.alive().dots());
        state.units().values().forEach(unit -> dots.addAll(unit.dots()));
        return dots;
    }

    /// Whether anything is left of a change; of a state that was joined, of anything that was new.
    private static boolean isLeft(Replay replay, Set<Dot> alive) {
        return replay.row().isJoin()
                ? alive.stream()
                        .anyMatch(dot ->
                                replay.after().vv().covers(dot)
                                        && !replay.before().vv().covers(dot))
                : alive.contains(replay.row().dot());
    }

    private static Version version(Replay replay, boolean superseded) {
        ChangeRow row = replay.row();
        return new Version(
                row.seq(),
                replay.mutation().op(),
                Shown.asker(row.dot().device()),
                row.dot(),
                row.mutationId(),
                replay.effect().stamp().clock(),
                Instant.ofEpochMilli(row.acceptedAt()),
                row.credential(),
                row.traceId(),
                replay.fields(),
                replay.mutation().unset(),
                superseded,
                Replaced.by(replay));
    }
}

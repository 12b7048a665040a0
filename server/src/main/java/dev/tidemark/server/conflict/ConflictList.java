package dev.tidemark.server.conflict;

import dev.tidemark.server.access.Principal;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.ConflictRow;
import dev.tidemark.server.store.ConflictRow.Which;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.ListedConflict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lists an account's conflicts, the oldest first. Thread-safe.
public final class ConflictList {

    private static final int ROWS_AT_ONCE = 500;

    private final Lanes lanes;

    public ConflictList(Lanes lanes) {
        this.lanes = lanes;
    }

    /// The next conflicts that a principal may see.
    ///
    /// @param device whose values are `mine`; null for nobody's
    /// @param after the id of the last one before; null to begin
    /// @param limit most conflicts, from 1
    /// @throws Problem 422 if there is no conflict `after`
    public List<ListedConflict> page(
            Principal principal,
            Which which,
            @Nullable String device,
            @Nullable String after,
            int limit) {
        return lanes.readNow(tx -> {
            ConflictRow last = after == null ? null : require(tx, principal.accountId(), after);
            List<ListedConflict> found = new ArrayList<>();
            boolean more = true;
            while (more && found.size() < limit) {
                List<ConflictRow> rows =
                        ConflictRow.page(
                                tx,
                                principal.accountId(),
                                which,
                                last == null ? Long.MIN_VALUE : last.openedAt(),
                                last == null ? "" : last.id(),
                                ROWS_AT_ONCE);
                for (ConflictRow row : rows) {
                    if (found.size() < limit && principal.mayRead(row.key().collection())) {
                        found.add(row.listed().seenBy(device));
                    }
                }
                more = rows.size() == ROWS_AT_ONCE;
                last = rows.isEmpty() ? last : rows.getLast();
            }
            return found;
        });
    }

    private static ConflictRow require(Tx tx, String account, String id) {
        return ConflictRow.find(tx, account, id)
                .orElseThrow(() -> Problem.invalid("/after", "there is no such conflict"));
    }
}

package dev.tidemark.server.engine;

import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.server.engine.RestorePlan.Wanted;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.schema.AppSchema;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Compares an account's records with what they were at an earlier position of its log. The cost
/// follows what was changed since, never what there is.
///
/// Confined to one transaction.
///
/// @param app the schema that holds: what was, too, is shown by today's rules
/// @param seq the earlier position
public record Differences(Tx tx, String account, AppSchema app, long seq, Extent extent) {

    /// Hands over the records that differ, in the order of their last changes, until `next` has had
    /// enough and says false.
    ///
    /// @param after only records that were changed behind this seq are looked at
    /// @param wanted which collections are looked at
    public void each(long after, Predicate<String> wanted, Predicate<Difference> next) {
        long from = Math.max(after, seq);
        RecordKey only = extent.record();
        if (only == null) {
            Predicate<String> touched = extent::touches;
            RecordRow.changedSince(
                    tx, account, from, touched.and(wanted), row -> compared(row, next));
        } else if (wanted.test(only.collection())) {
            RecordRow.find(tx, account, only)
                    .filter(row -> row.seq() > from)
                    .ifPresent(row -> compared(row, next));
        }
    }

    /// Why a record could not go back; null where nothing is known to forbid it. Only a record that
    /// goes back alone can find its natural key taken.
    public @Nullable String obstacle(Difference difference) {
        if (extent.record() == null) {
            return null;
        }
        Map<RecordKey, Wanted> alone = Map.of(difference.key(), Wanted.of(difference.then()));
        String holder = TakenNames.among(alone, tx, account, app).get(difference.key());
        return holder == null ? null : TakenNames.obstacle(holder);
    }

    private boolean compared(RecordRow row, Predicate<Difference> next) {
        Acceptance acceptance = Asking.acceptance(app, row.key().collection());
        Standing standing = Standing.of(row);
        RecordState past = new RecordPast(tx, account, standing, List.of()).upTo(seq);
        Difference difference =
                new Difference(
                        row.key(),
                        row.seq(),
                        standing.view(acceptance),
                        View.of(past, acceptance.rules(), acceptance.skew()));
        return difference.isNone() || next.test(difference);
    }
}

package dev.tidemark.server.engine;

import dev.tidemark.core.record.Effect;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// One change of a record, with what it found and what it made of that.
///
/// @param row as the log has it
/// @param fields what it wrote; of a join, what was shown of the state that it joined
public record Replay(
        ChangeRow row,
        Mutation mutation,
        Value.Obj fields,
        Effect effect,
        RecordState before,
        RecordState after) {

    /// Bytes of mutations in one reading: each of their values may be told twice.
    private static final long BYTES_MAX = 4 << 20;

    /// Some changes of a record, the newest first, as far as their contents are there; at least
    /// one, if there is one.
    ///
    /// @param newest seq of the first one
    /// @param limit most changes, from 1
    public static List<Replay> of(Tx tx, String account, RecordRow record, long newest, int limit) {
        List<ChangeRow> rows = rows(tx, account, record.kept().compactedSeq(), newest, limit);
        List<Replay> replays = new ArrayList<>(rows.size());
        if (rows.isEmpty()) {
            return replays;
        }
        Standing end = Standing.of(record);
        RecordState state =
                new RecordPast(tx, account, end, List.of()).upTo(rows.getLast().previous());
        for (ChangeRow row : rows.reversed()) {
            Change change = Change.of(row);
            EncodedEntry joined = change.joined();
            Mutation mutation = change.mutation();
            RecordState after = change.onto(state, end.state().vv());
            replays.add(
                    new Replay(
                            row,
                            mutation,
                            joined == null ? mutation.fields() : joined.decoded().fields(),
                            change.effect(),
                            state,
                            after));
            state = after;
        }
        Collections.reverse(replays);
        return replays;
    }

    private static List<ChangeRow> rows(Tx tx, String account, long above, long newest, int limit) {
        List<ChangeRow> rows = new ArrayList<>();
        long seq = newest;
        long bytes = 0;
        while (seq > above && rows.size() < limit && bytes < BYTES_MAX) {
            ChangeRow row = ChangeRow.at(tx, account, seq);
            rows.add(row);
            bytes += row.mutation().length;
            seq = row.previous();
        }
        return rows;
    }
}

package dev.tidemark.server.engine;

import dev.tidemark.core.conflict.Conflicts;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.merge.Winner;
import dev.tidemark.core.record.Counter;
import dev.tidemark.core.record.ElementSet;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Register;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.RecordAt;
import dev.tidemark.wire.command.RecordAt.Field;
import dev.tidemark.wire.schema.AppSchema;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Shows a record as it was, and whose write each of its fields was.
public final class LookBack {

    private LookBack() {}

    /// A record when the account's log ended at a seq; empty where it was not there yet.
    ///
    /// @param app the schema that holds: what was, too, is shown by today's rules
    public static Optional<RecordAt> at(
            Tx tx, String account, AppSchema app, RecordRow row, long seq) {
        RecordPast past = new RecordPast(tx, account, Standing.of(row), List.of());
        RecordState state = past.upTo(seq);
        if (state.isEmpty()) {
            return Optional.empty();
        }
        Acceptance acceptance = Asking.acceptance(app, row.key().collection());
        View view = View.of(state, acceptance.rules(), acceptance.skew());
        TreeMap<String, Field> fields = new TreeMap<>();
        view.fields()
                .members()
                .forEach((name, value) -> {
                    Sibling write = write(name, state, acceptance);
                    fields.put(
                            name,
                            new Field(
                                    value,
                                    write.dot(),
                                    write.stamp().clock(),
                                    write.stamp().seq()));
                });
        return Optional.of(new RecordAt(row.key(), past.lastUpTo(seq), view.deleted(), fields));
    }

    /// The write that a shown field is from; of a set or a counter the last one, which said that
    /// the field is there.
    private static Sibling write(String name, RecordState state, Acceptance acceptance) {
        String unit = acceptance.rules().unit(name);
        Register register =
                switch (state.units().get(unit)) {
                    case Register values -> values;
                    case ElementSet set -> set.presence();
                    case Counter counter -> counter.presence();
                    case null -> state.alive();
                };
        Sibling winner =
                Winner.of(
                        register.siblings(),
                        acceptance.rules().field(unit).order(),
                        acceptance.skew());
        return unit.equals(name) ? winner : Conflicts.member(winner, name);
    }
}

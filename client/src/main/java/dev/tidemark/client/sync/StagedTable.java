package dev.tidemark.client.sync;

import dev.tidemark.client.local.Told;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Prepared;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a pull of several pages has told so far, within one transaction. Nobody sees it before all
 * of it is there; a pull that was cut off goes on behind it.
 */
final class StagedTable {

    private final Tx tx;

    StagedTable(Tx tx) {
        this.tx = tx;
    }

    void add(List<Told> records) {
        Prepared insert =
                tx.prepare(
                        "INSERT INTO staged_entry (collection, id, seq, deleted, disputable, entry)"
                                + " VALUES (?, ?, ?, ?, ?, ?)");
        for (Told record : records) {
            insert.bind(record.key().collection())
                    .bind(record.key().id())
                    .bind(record.seq())
                    .bind(record.deleted() ? 1 : 0)
                    .bind(record.disputable() ? 1 : 0)
                    .bind(record.entry().bytes())
                    .update();
        }
    }

    boolean isEmpty() {
        return tx.number("SELECT EXISTS (SELECT 1 FROM staged_entry)") == 0;
    }

    /** Hands on all of it, in the order in which it was told. */
    void each(Consumer<Told> to) {
        tx.each(
                "SELECT collection, id, seq, deleted, disputable, entry FROM staged_entry"
                        + " ORDER BY position",
                row ->
                        to.accept(
                                new Told(
                                        new RecordKey(row.getText(1), row.getText(2)),
                                        row.getLong(3),
                                        row.getInt(4) == 1,
                                        row.getInt(5) == 1,
                                        EncodedEntry.of(row.getBytes(6)))));
    }

    void clear() {
        tx.update("DELETE FROM staged_entry");
    }
}

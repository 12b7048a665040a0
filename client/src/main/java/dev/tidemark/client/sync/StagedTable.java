package dev.tidemark.client.sync;

import dev.tidemark.client.local.Arrival;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Prepared;
import dev.tidemark.sql.Tx;
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

    void add(List<Arrival> records) {
        Prepared insert =
                tx.prepare(
                        "INSERT INTO staged (entry, collection, id, seq, deleted, disputable,"
                                + " content_hash) VALUES (?, ?, ?, ?, ?, ?, ?)");
        for (Arrival record : records) {
            insert.bind(record.entry())
                    .bind(record.key().collection())
                    .bind(record.key().id())
                    .bind(record.seq())
                    .bind(record.deleted() ? 1 : 0)
                    .bind(record.disputable() ? 1 : 0)
                    .bind(record.contentHash())
                    .update();
        }
    }

    /** Hands on all of it, in the order in which it was told; nothing is staged any more. */
    void take(Consumer<Arrival> to) {
        tx.each(
                "SELECT collection, id, seq, deleted, disputable, content_hash, entry FROM staged"
                        + " ORDER BY entry",
                row ->
                        to.accept(
                                new Arrival(
                                        new RecordKey(row.getText(1), row.getText(2)),
                                        row.getLong(3),
                                        row.getInt(4) == 1,
                                        row.getInt(5) == 1,
                                        row.getTextOrNull(6),
                                        row.getLong(7))));
        tx.update("DELETE FROM staged");
    }

    /** Lets go of all of it. */
    void drop() {
        tx.update("DELETE FROM entry WHERE position IN (SELECT entry FROM staged)");
        tx.update("DELETE FROM staged");
    }
}

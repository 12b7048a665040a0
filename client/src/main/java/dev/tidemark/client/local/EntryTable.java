package dev.tidemark.client.local;

import dev.tidemark.sql.Prepared;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonFault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * States of records, within one transaction: what the server told, byte for byte, and what is shown
 * instead while mutations wait. What was told is written once, when it comes. Each goes when the
 * one row that names its position does: of what is staged, of a record, or of a backup.
 */
public final class EntryTable {

    private final Tx tx;

    public EntryTable(Tx tx) {
        this.tx = tx;
    }

    /** Writes down what was told; in order, and so are the positions. */
    public List<Arrival> add(List<Told> told) {
        List<Arrival> arrived = new ArrayList<>(told.size());
        long position = greatest();
        Prepared insert = insert();
        for (Told each : told) {
            position++;
            insert.bind(position).bind(each.entry().bytes()).update();
            arrived.add(
                    new Arrival(
                            each.key(),
                            each.seq(),
                            each.deleted(),
                            each.disputable(),
                            each.entry().contentHash(),
                            position));
        }
        return arrived;
    }

    /** Writes one down; its position. */
    long add(byte[] body) {
        long position = greatest() + 1;
        insert().bind(position).bind(body).update();
        return position;
    }

    void replace(long position, byte[] body) {
        tx.prepare("UPDATE entry SET body = ? WHERE position = ?")
                .bind(body)
                .bind(position)
                .update();
    }

    EncodedEntry read(long position) {
        return tx.first(
                        "SELECT body FROM entry WHERE position = ?",
                        row -> EncodedEntry.of(row.getBytes(1)),
                        position)
                .orElseThrow();
    }

    long bytes(long position) {
        return tx.number("SELECT length(body) FROM entry WHERE position = ?", position);
    }

    /** Whether two have the same bytes. */
    boolean same(long one, long other) {
        return tx.number(
                        "SELECT EXISTS (SELECT 1 FROM entry a, entry b"
                                + " WHERE a.position = ? AND b.position = ? AND a.body = b.body)",
                        one,
                        other)
                == 1;
    }

    /** The content hash in one; null where it is of a deleted record, or got damaged. */
    @Nullable String contentHash(long position) {
        try {
            return EncodedEntry.scanned(read(position).bytes()).contentHash();
        } catch (JsonFault | InvalidInput e) {
            return null;
        }
    }

    /** Takes one out; 0 is none. */
    void remove(long position) {
        if (position > 0) {
            tx.update("DELETE FROM entry WHERE position = ?", position);
        }
    }

    /** Entries that nothing names, or more than one thing, and what names none. */
    List<String> problems() {
        return tx.list(
                "SELECT position, sum(names) FROM (SELECT position, 0 AS names FROM entry"
                        + " UNION ALL SELECT entry, 1 FROM record WHERE entry > 0"
                        + " UNION ALL SELECT local, 1 FROM record WHERE local > 0"
                        + " UNION ALL SELECT entry, 1 FROM staged"
                        + " UNION ALL SELECT entry, 1 FROM backup_record)"
                        + " GROUP BY position HAVING count(*) <> 2 OR sum(names) <> 1",
                row ->
                        "entry %d should be named once, and %d things name it"
                                .formatted(row.getLong(1), row.getLong(2)));
    }

    private long greatest() {
        return tx.number("SELECT max(position) FROM entry");
    }

    private Prepared insert() {
        return tx.prepare("INSERT INTO entry (position, body) VALUES (?, ?)");
    }
}

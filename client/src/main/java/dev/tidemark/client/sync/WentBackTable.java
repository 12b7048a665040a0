package dev.tidemark.client.sync;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.time.Instant;
import java.util.Optional;

/** The times that the server went back, within one transaction. */
public final class WentBackTable {

    /** What a server forgets that often, a later round finds. */
    private static final int PASSES_MAX = 3;

    private static final String OPEN = " WHERE healed_at IS NULL";

    private final Tx tx;

    public WentBackTable(Tx tx) {
        this.tx = tx;
    }

    /** The last time; empty where it never did. */
    public Optional<WentBack> last() {
        return tx.first(
                "SELECT found_at, healed_at, offered, missing, refused FROM went_back"
                        + " ORDER BY id DESC LIMIT 1",
                WentBackTable::read);
    }

    /** Whether this device has not come to the end of what it has to do about it. */
    boolean isOpen() {
        return tx.number("SELECT EXISTS (SELECT 1 FROM went_back" + OPEN + ")") == 1;
    }

    /** The record up to which all were offered; empty where none is to be offered any more. */
    Optional<RecordKey> offeredUpTo() {
        return tx.first(
                "SELECT collection, record_id FROM went_back" + OPEN + " AND offering = 1",
                row -> new RecordKey(row.getText(1), row.getText(2)));
    }

    /** The server went back, perhaps once more before the last time was dealt with. */
    void begin(Instant now) {
        tx.update("DELETE FROM went_back" + OPEN);
        tx.update(
                "INSERT INTO went_back (found_at, offering, passes, collection, record_id, offered,"
                        + " missing, refused) VALUES (?, 1, 1, '', '', 0, 0, 0)",
                now.toEpochMilli());
    }

    /** Some records were offered. */
    void offered(RecordKey upTo, long records, long missing, long refused) {
        tx.update(
                "UPDATE went_back SET collection = ?, record_id = ?, offered = offered + ?,"
                        + " missing = missing + ?, refused = refused + ?"
                        + OPEN,
                upTo.collection(),
                upTo.id(),
                records,
                missing,
                refused);
    }

    /** All were offered; what is left is to pull. */
    void offeredAll() {
        tx.update("UPDATE went_back SET offering = 0" + OPEN);
    }

    /**
     * Begins to offer what is left once more, where the server does not tell of what it has taken:
     * it went back again in between.
     *
     * @param left records that the pull did not tell of
     * @return whether that is so
     */
    boolean offerAgain(long left) {
        return tx.update(
                        "UPDATE went_back SET passes = passes + 1, offering = 1, collection = '',"
                                + " record_id = '', offered = offered - ?1, refused = 0"
                                + OPEN
                                + " AND ?1 > refused AND passes < ?2",
                        left,
                        PASSES_MAX)
                == 1;
    }

    /** The pull is complete, and nothing is to be offered; whether that is so. */
    boolean healed(Instant now) {
        return tx.update(
                        "UPDATE went_back SET healed_at = ?" + OPEN + " AND offering = 0",
                        now.toEpochMilli())
                == 1;
    }

    /** It was a mistake, or somebody put the newer files back. */
    void dismiss() {
        tx.update("DELETE FROM went_back" + OPEN);
    }

    private static WentBack read(Row row) {
        return new WentBack(
                Instant.ofEpochMilli(row.getLong(1)),
                row.isNull(2) ? null : Instant.ofEpochMilli(row.getLong(2)),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5));
    }
}

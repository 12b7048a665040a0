package dev.tidemark.server.store;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.sql.Prepared;
import dev.tidemark.sql.Row;
import dev.tidemark.sql.Rows;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.json.Json;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One record as it is now.
///
/// @param seq of its last change
/// @param revision how many changes it has had
/// @param contentHash of what is shown of it; null where it is deleted
/// @param conflicts the ids of its open conflicts, separated by spaces; null for none
/// @param restamped whether some of its changes have rows of [RestampedRow]
/// @param kept what retention has left of its past
/// @param body the entry as it goes over the wire; of a purged record without anything that was in
///   it
public record RecordRow(
        RecordKey key,
        long seq,
        long revision,
        boolean deleted,
        @Nullable String contentHash,
        @Nullable String conflicts,
        Marks marks,
        boolean restamped,
        Kept kept,
        byte[] body) {

    private static final String COLUMNS =
            "seq, revision, deleted, content_hash, conflicts, marks, restamped, compacted,"
                    + " compacted_seq, purged, body";

    private static final String FIND =
            "SELECT "
                    + COLUMNS
                    + " FROM record WHERE account_id = ? AND collection = ? AND record_id = ?";

    private static final String FIND_MANY =
            "SELECT "
                    + COLUMNS
                    + ", record_id FROM record WHERE account_id = ? AND collection = ?"
                    + " AND record_id = ANY (?)";

    private static final String INSERT =
            "INSERT INTO record (account_id, collection, record_id, seq, revision, deleted,"
                    + " content_hash, conflicts, marks, restamped, compacted, compacted_seq, purged,"
                    + " body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String UPDATE =
            "UPDATE record SET seq = ?, revision = ?, deleted = ?, content_hash = ?, conflicts = ?, marks = ?,"
                    + " restamped = ?, compacted = ?, compacted_seq = ?, purged = ?, body = ? WHERE account_id = ? AND collection = ? AND record_id = ?";

    private static final String CHANGED_SINCE =
            "SELECT "
                    + COLUMNS
                    + ", collection, record_id FROM record WHERE account_id = ? AND seq > ?"
                    + " ORDER BY seq";

    private static final String AFTER =
            "SELECT "
                    + COLUMNS
                    + ", collection, record_id FROM record WHERE account_id = ?"
                    + " AND (collection, record_id) > (?, ?) ORDER BY collection, record_id LIMIT ?";

    /// The record; empty where there never was one.
    public static Optional<RecordRow> find(Tx tx, String account, RecordKey key) {
        return tx.prepare(FIND)
                .bind(account)
                .bind(key.collection())
                .bind(key.id())
                .first(row -> read(row, key));
    }

    /// Those of some records of a collection that there are, by their ids. One question for many
    /// costs half of what many questions do.
    public static Map<String, RecordRow> find(
            Tx tx, String account, String collection, Collection<String> ids) {
        Map<String, RecordRow> found = HashMap.newHashMap(ids.size());
        try (Rows rows = tx.prepare(FIND_MANY).bind(account).bind(collection).bindAny(ids).rows()) {
            while (rows.next()) {
                RecordKey key = new RecordKey(collection, rows.getText(12));
                found.put(key.id(), read(rows, key));
            }
        }
        return found;
    }

    /// The records behind one, by collection and id.
    public static List<RecordRow> after(Tx tx, String account, RecordKey key, int max) {
        return tx.list(
                AFTER,
                row -> read(row, new RecordKey(row.getText(12), row.getText(13))),
                account,
                key.collection(),
                key.id(),
                max);
    }

    /// Hands on the keys and content hashes of all live records, in no order.
    public static void eachContent(Tx tx, String account, BiConsumer<RecordKey, String> to) {
        tx.each(
                "SELECT collection, record_id, content_hash FROM record WHERE account_id = ?"
                        + " AND content_hash IS NOT NULL",
                row ->
                        to.accept(
                                new RecordKey(row.getText(1), row.getText(2)),
                                ContentRow.text(row.getBytes(3))),
                account);
    }

    /// Hands over the records that were changed behind a seq, in the order of their last changes,
    /// until `next` has had enough and says false.
    ///
    /// @param wanted which collections are looked at
    public static void changedSince(
            Tx tx, String account, long seq, Predicate<String> wanted, Predicate<RecordRow> next) {
        try (Rows rows = tx.prepare(CHANGED_SINCE).bind(account).bind(seq).rows()) {
            boolean more = true;
            while (more && rows.next()) {
                RecordKey key = new RecordKey(rows.getText(12), rows.getText(13));
                if (wanted.test(key.collection())) {
                    more = next.test(read(rows, key));
                }
            }
        }
    }

    private static RecordRow read(Row row, RecordKey key) {
        return new RecordRow(
                key,
                row.getLong(1),
                row.getLong(2),
                row.getLong(3) != 0,
                contentHash(row.getBytesOrNull(4)),
                row.getTextOrNull(5),
                Marks.read(row.getBytes(6)),
                row.getLong(7) != 0,
                new Kept(row.getLong(8), row.getLong(9), row.getLong(10) != 0),
                row.getBytes(11));
    }

    private static @Nullable String contentHash(byte @Nullable [] stored) {
        return stored == null ? null : ContentRow.text(stored);
    }

    /// Whether a record of a collection, among those that have a text of this name in them and so
    /// may have a field of it, is one of these.
    public static boolean anyNaming(
            Tx tx, String account, String collection, String name, Predicate<byte[]> wanted) {
        try (Rows rows =
                tx.rows(
                        "SELECT body FROM record WHERE account_id = ? AND collection = ?"
                                + " AND position(? IN body) > 0",
                        account,
                        collection,
                        Json.bytes(Value.of(name)))) {
            while (rows.next()) {
                if (wanted.test(rows.getBytes(1))) {
                    return true;
                }
            }
            return false;
        }
    }

    /// Adds a record that was not there.
    public void insert(Tx tx, String account) {
        Prepared insert = tx.prepare(INSERT);
        insert.bind(account).bind(key.collection()).bind(key.id());
        bindRest(insert).later();
    }

    /// Writes a record that was there.
    public void update(Tx tx, String account) {
        Prepared update = tx.prepare(UPDATE);
        bindRest(update).bind(account).bind(key.collection()).bind(key.id()).later();
    }

    private Prepared bindRest(Prepared statement) {
        return statement
                .bind(seq)
                .bind(revision)
                .bind(deleted ? 1 : 0)
                .bind(ContentRow.bytes(contentHash))
                .bind(conflicts)
                .bind(marks.bytes())
                .bind(restamped ? 1 : 0)
                .bind(kept.compacted())
                .bind(kept.compactedSeq())
                .bind(kept.purged() ? 1 : 0)
                .bind(body);
    }
}

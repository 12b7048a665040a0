package dev.tidemark.client.local;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The records, within one transaction. */
public final class RecordTable {

    private static final String COLUMNS =
            "collection, id, seq, entry, told.body, shown.body, deleted, disputed FROM record"
                    + " LEFT JOIN entry AS told ON told.position = record.entry"
                    + " LEFT JOIN entry AS shown ON shown.position = record.local ";

    private final Tx tx;
    private final EntryTable entries;

    public RecordTable(Tx tx) {
        this.tx = tx;
        this.entries = new EntryTable(tx);
    }

    public Optional<RecordRow> find(RecordKey key) {
        return tx.first(
                "SELECT " + COLUMNS + "WHERE collection = ? AND id = ?",
                RecordTable::read,
                key.collection(),
                key.id());
    }

    /** Hands on the records of a collection behind an id, by id. */
    public void each(
            String collection,
            String after,
            boolean deletedToo,
            int limit,
            Consumer<RecordRow> to) {
        tx.each(
                "SELECT "
                        + COLUMNS
                        + "WHERE collection = ? AND id > ? AND deleted <= ? ORDER BY id LIMIT ?",
                row -> to.accept(read(row)),
                collection,
                after,
                deletedToo ? 1 : 0,
                limit);
    }

    /** Hands on all live records of a collection, by id. */
    public void eachLive(String collection, Consumer<RecordRow> to) {
        each(collection, "", false, Integer.MAX_VALUE, to);
    }

    /** The names of the collections that have live records. */
    public List<String> collections() {
        return tx.list(
                "SELECT DISTINCT collection FROM record WHERE deleted = 0 ORDER BY collection",
                row -> row.getText(1));
    }

    /** How many live records a collection has. */
    public long count(String collection) {
        return tx.number(
                "SELECT count(*) FROM record WHERE collection = ? AND deleted = 0", collection);
    }

    /** Those within which a person has to decide something. */
    public List<RecordRow> disputed() {
        return tx.list(
                "SELECT " + COLUMNS + "WHERE disputed = 1 ORDER BY collection, id",
                RecordTable::read);
    }

    public long disputedCount() {
        return tx.number("SELECT count(*) FROM record WHERE disputed = 1");
    }

    /** Whether the server has told of any record. */
    boolean hasEntries() {
        return tx.number("SELECT EXISTS (SELECT 1 FROM record WHERE seq <> 0)") == 1;
    }

    /** Replaces what waits to be confirmed; the record is made where there is none. */
    void saveLocal(RecordKey key, byte[] body, boolean deleted, boolean disputed) {
        long local = replaceLocal(key, body);
        tx.prepare(
                        "INSERT INTO record (collection, id, seq, entry, local, deleted, disputed)"
                                + " VALUES (?, ?, 0, 0, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                                + " local = excluded.local, deleted = excluded.deleted,"
                                + " disputed = excluded.disputed")
                .bind(key.collection())
                .bind(key.id())
                .bind(local)
                .bind(deleted ? 1 : 0)
                .bind(disputed ? 1 : 0)
                .update();
    }

    /**
     * Replaces the whole record.
     *
     * @param entry position of the entry; what becomes of the one before it is the caller's to say
     * @param local what is shown instead, as mutations wait; null where none does
     */
    void save(
            RecordKey key,
            long seq,
            long entry,
            byte @Nullable [] local,
            boolean deleted,
            boolean disputed) {
        save(key, seq, entry, replaceLocal(key, local), deleted, disputed);
    }

    /** Replaces a record of which nothing waits. */
    void save(RecordKey key, long seq, long entry, boolean deleted, boolean disputed) {
        save(key, seq, entry, 0, deleted, disputed);
    }

    private void save(
            RecordKey key, long seq, long entry, long local, boolean deleted, boolean disputed) {
        tx.prepare(
                        "INSERT INTO record (collection, id, seq, entry, local, deleted, disputed)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                                + " seq = excluded.seq, entry = excluded.entry,"
                                + " local = excluded.local, deleted = excluded.deleted,"
                                + " disputed = excluded.disputed")
                .bind(key.collection())
                .bind(key.id())
                .bind(seq)
                .bind(entry)
                .bind(local)
                .bind(deleted ? 1 : 0)
                .bind(disputed ? 1 : 0)
                .update();
    }

    /** Writes what is shown of a record where it was before; its position, 0 for none. */
    private long replaceLocal(RecordKey key, byte @Nullable [] body) {
        long before =
                tx.number(
                        "SELECT local FROM record WHERE collection = ? AND id = ?",
                        key.collection(),
                        key.id());
        if (body == null) {
            entries.remove(before);
            return 0;
        }
        if (before == 0) {
            return entries.add(body);
        }
        entries.replace(before, body);
        return before;
    }

    /** The records that the server has told of. */
    List<RecordKey> keysWithEntry() {
        return tx.list(
                "SELECT collection, id FROM record WHERE seq > 0",
                row -> new RecordKey(row.getText(1), row.getText(2)));
    }

    /** The records of which something waits to be confirmed. */
    List<RecordRow> withLocal() {
        return tx.list("SELECT " + COLUMNS + "WHERE record.local > 0", RecordTable::read);
    }

    /** Every entry is of a history that the server does not have any more. */
    public void disown() {
        tx.update("UPDATE record SET seq = -seq WHERE seq > 0");
    }

    /** The server has that history after all. */
    public void own() {
        tx.update("UPDATE record SET seq = -seq WHERE seq < 0");
    }

    /** Records behind a key whose entries are of such a history, by key. */
    public List<RecordRow> disowned(RecordKey after, int limit) {
        return tx.list(
                "SELECT "
                        + COLUMNS
                        + "WHERE seq < 0 AND (collection, id) > (?, ?)"
                        + " ORDER BY collection, id LIMIT ?",
                RecordTable::read,
                after.collection(),
                after.id(),
                limit);
    }

    /** How many there are of them. */
    public long disownedCount() {
        return tx.number("SELECT count(*) FROM record WHERE seq < 0");
    }

    /** The server told an entry of such a history again, byte for byte. */
    void own(RecordKey key, long seq) {
        tx.update(
                "UPDATE record SET seq = ? WHERE collection = ? AND id = ?",
                seq,
                key.collection(),
                key.id());
    }

    /** Lets go of what the server told of a record, and keeps what waits to be confirmed. */
    void forgetEntry(RecordKey key) {
        tx.update(
                "UPDATE record SET seq = 0, entry = 0 WHERE collection = ? AND id = ?",
                key.collection(),
                key.id());
    }

    /**
     * Takes a record out, and what is shown of it; what becomes of its entry is for others to say.
     */
    void remove(RecordKey key) {
        replaceLocal(key, null);
        tx.update("DELETE FROM record WHERE collection = ? AND id = ?", key.collection(), key.id());
    }

    /** What is known of a record, without its bytes; nothing where there is no entry. */
    Known known(RecordKey key) {
        return tx.first(
                        "SELECT seq, entry, local FROM record" + " WHERE collection = ? AND id = ?",
                        row -> new Known(row.getLong(1), row.getLong(2), row.getLong(3)),
                        key.collection(),
                        key.id())
                .orElse(Known.NOTHING);
    }

    /**
     * What is known of a record.
     *
     * @param seq of the entry; 0 without one, negative where the server has lost its history
     * @param entry its position; 0 without one
     * @param local position of what is shown instead, as mutations wait; 0 where none does
     */
    record Known(long seq, long entry, long local) {

        static final Known NOTHING = new Known(0, 0, 0);
    }

    private static RecordRow read(Row row) {
        return new RecordRow(
                new RecordKey(row.getText(1), row.getText(2)),
                row.getLong(3),
                row.getLong(4),
                row.getBytesOrNull(5),
                row.getBytesOrNull(6),
                row.getInt(7) == 1,
                row.getInt(8) == 1);
    }
}

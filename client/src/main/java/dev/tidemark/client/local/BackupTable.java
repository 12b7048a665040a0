package dev.tidemark.client.local;

import dev.tidemark.client.local.RecordTable.Known;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What records were before something replaced them, within one transaction. Its cost follows what
 * is replaced, never the size of the database.
 */
public final class BackupTable {

    private static final long BYTES_MAX = 64L << 20;

    private final Tx tx;
    private final EntryTable entries;
    private final Instant now;
    private final int countMax;
    private final long bytesMax;
    private long current;
    private long records;
    private long bytes;

    /**
     * @param countMax backups that are kept; the oldest ones go. 0 makes none
     */
    public BackupTable(Tx tx, Instant now, int countMax) {
        this(tx, now, countMax, BYTES_MAX);
    }

    /**
     * @param bytesMax that all backups hold together; the newest one stays, whatever it holds
     */
    BackupTable(Tx tx, Instant now, int countMax, long bytesMax) {
        this.tx = tx;
        this.entries = new EntryTable(tx);
        this.now = now;
        this.countMax = countMax;
        this.bytesMax = bytesMax;
    }

    /** One backup. */
    public record BackupRow(long id, Instant madeAt, String reason, long records, long bytes) {}

    /**
     * Keeps a record as it is shown now, unless this backup has an older state of it.
     *
     * @return whether the entry is the backup's from now on
     */
    boolean keep(RecordKey key, Known known) {
        if (countMax == 0) {
            return false;
        }
        begin();
        if (has(key)) {
            return false;
        }
        boolean pending = known.local() > 0;
        long shown = pending ? entries.add(entries.read(known.local()).bytes()) : known.entry();
        tx.update(
                "INSERT INTO backup_record (backup_id, collection, id, entry) VALUES (?, ?, ?, ?)",
                current,
                key.collection(),
                key.id(),
                shown);
        records++;
        bytes += entries.bytes(shown);
        return !pending;
    }

    private void begin() {
        if (current == 0) {
            tx.update(
                    "INSERT INTO backup (made_at, reason, records, bytes) VALUES (?, '', 0, 0)",
                    now.toEpochMilli());
            current = tx.number("SELECT max(id) FROM backup");
        }
    }

    private boolean has(RecordKey key) {
        String sql =
                "SELECT EXISTS (SELECT 1 FROM backup_record"
                        + " WHERE backup_id = ? AND collection = ? AND id = ?)";
        return tx.number(sql, current, key.collection(), key.id()) == 1;
    }

    /** Ends the backup, if anything was kept, and lets the oldest ones go. */
    void finish(String reason) {
        if (current == 0) {
            return;
        }
        tx.update(
                "UPDATE backup SET reason = ?, records = ?, bytes = ? WHERE id = ?",
                reason,
                records,
                bytes,
                current);
        dropOldest();
    }

    private void dropOldest() {
        long count = 0;
        long held = 0;
        for (BackupRow backup : list()) {
            count++;
            held += backup.bytes();
            if (count > countMax || count > 1 && held > bytesMax) {
                remove(backup.id());
            }
        }
    }

    private void remove(long id) {
        tx.update(
                "DELETE FROM entry WHERE position IN"
                        + " (SELECT entry FROM backup_record WHERE backup_id = ?)",
                id);
        tx.update("DELETE FROM backup WHERE id = ?", id);
    }

    /** All backups, newest first. */
    public List<BackupRow> list() {
        return tx.list(
                "SELECT id, made_at, reason, records, bytes FROM backup ORDER BY id DESC",
                row ->
                        new BackupRow(
                                row.getLong(1),
                                Instant.ofEpochMilli(row.getLong(2)),
                                row.getText(3),
                                row.getLong(4),
                                row.getLong(5)));
    }

    public Optional<BackupRow> find(long id) {
        return list().stream().filter(backup -> backup.id() == id).findFirst();
    }

    /**
     * Hands on the records as they were when a backup was made: of each record that it or a later
     * one kept, the oldest state.
     */
    public void eachSince(long id, Consumer<Kept> to) {
        tx.each(
                "SELECT collection, id, body, min(backup_id)"
                        + " FROM backup_record JOIN entry ON position = entry"
                        + " WHERE backup_id >= ? GROUP BY collection, id",
                row ->
                        to.accept(
                                new Kept(
                                        new RecordKey(row.getText(1), row.getText(2)),
                                        row.getBytes(3))),
                id);
    }

    /** A record as it was shown. */
    public record Kept(RecordKey key, byte[] body) {}
}

package dev.tidemark.client.queue;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Row;
import dev.tidemark.sql.Rows;
import dev.tidemark.sql.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The queue, within one transaction. It survives whatever happens to the process; reading does not
 * remove; a mutation leaves it only when its record has come back from the server with it, or when
 * the server refused it for good.
 */
public final class QueueTable {

    private static final String COLUMNS =
            "position, mutation_id, collection, record_id, device_id, counter, group_id, stage,"
                    + " attempts, not_before, queued_at";

    private final Tx tx;

    public QueueTable(Tx tx) {
        this.tx = tx;
    }

    /** Adds a mutation at the end. */
    public void add(Mutation mutation, byte[] body, Instant now) {
        tx.prepare(
                        "INSERT INTO queue (mutation_id, collection, record_id, device_id, counter,"
                                + " body, group_id, stage, attempts, not_before, queued_at)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?)")
                .bind(mutation.id())
                .bind(mutation.key().collection())
                .bind(mutation.key().id())
                .bind(mutation.dot().device())
                .bind(mutation.dot().counter())
                .bind(body)
                .bind(mutation.group())
                .bind(now.toEpochMilli())
                .update();
    }

    /** How many mutations the server has not been seen to hold. */
    public long count() {
        return tx.number("SELECT count(*) FROM queue");
    }

    /** How many of them are still to be sent. */
    public long unsent() {
        return tx.number("SELECT count(*) FROM queue WHERE stage <> 1");
    }

    /** How many of them somebody has to confirm. */
    public long held() {
        return tx.number("SELECT count(*) FROM queue WHERE stage = ?", Stage.HELD.ordinal());
    }

    /** Lets what is held be sent again at once: somebody may have confirmed it. */
    public void askAgain() {
        tx.update("UPDATE queue SET not_before = 0 WHERE stage = ?", Stage.HELD.ordinal());
    }

    /** The records that have something in the queue. */
    public Set<RecordKey> keys() {
        Set<RecordKey> keys = new TreeSet<>();
        tx.each(
                "SELECT DISTINCT collection, record_id FROM queue",
                row -> keys.add(new RecordKey(row.getText(1), row.getText(2))));
        return keys;
    }

    /** What is queued for a record, oldest first. */
    public List<Queued> of(RecordKey key) {
        return tx.list(
                "SELECT "
                        + COLUMNS
                        + " FROM queue WHERE collection = ? AND record_id = ? ORDER BY position",
                QueueTable::read,
                key.collection(),
                key.id());
    }

    /** The oldest ones behind a position. */
    public List<Queued> page(long after, int limit) {
        return tx.list(
                "SELECT " + COLUMNS + " FROM queue WHERE position > ? ORDER BY position LIMIT ?",
                QueueTable::read,
                after,
                limit);
    }

    /** The mutation of this id, if it is queued under this position. */
    public Optional<Queued> find(long position, String id) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM queue WHERE position = ? AND mutation_id = ?",
                QueueTable::read,
                position,
                id);
    }

    /** All members of a group that are not acknowledged, oldest first. */
    public List<Queued> group(String group) {
        return tx.list(
                "SELECT "
                        + COLUMNS
                        + " FROM queue WHERE group_id = ? AND stage <> 1 ORDER BY position",
                QueueTable::read,
                group);
    }

    /** All in a stage, oldest first. */
    public List<Queued> in(Stage stage) {
        return tx.list(
                "SELECT " + COLUMNS + " FROM queue WHERE stage = ? ORDER BY position",
                QueueTable::read,
                stage.ordinal());
    }

    /** A mutation's bytes, as they are sent. */
    public byte[] body(long position) {
        return tx.first(
                        "SELECT body FROM queue WHERE position = ?",
                        row -> row.getBytes(1),
                        position)
                .orElseThrow();
    }

    /** The next mutations to send; whole groups only, in order. See {@link BatchCut}. */
    public List<Outgoing> outgoing(BatchCut cut) {
        try (Rows rows = tx.rows("SELECT " + COLUMNS + ", body FROM queue ORDER BY position")) {
            while (rows.next() && cut.offer(read(rows), () -> rows.getBytes(12))) {
                continue;
            }
        }
        return cut.chosen();
    }

    /** When the first of those that were put off may be sent again; null where none was. */
    public @Nullable Instant nextAttempt(Instant now) {
        long millis =
                tx.number(
                        "SELECT min(not_before) FROM queue WHERE stage <> 1 AND not_before > ?",
                        now.toEpochMilli());
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }

    /** What was acknowledged is sent once more, as the server may have forgotten it. */
    public void sendAgain() {
        tx.update("UPDATE queue SET stage = 0 WHERE stage = 1");
    }

    /** Puts a mutation in a stage. */
    public void stage(long position, Stage stage) {
        tx.update("UPDATE queue SET stage = ? WHERE position = ?", stage.ordinal(), position);
    }

    /** Notes that the server put a mutation off. */
    public void putOff(long position, Instant notBefore) {
        tx.update(
                "UPDATE queue SET attempts = attempts + 1, not_before = ? WHERE position = ?",
                notBefore.toEpochMilli(),
                position);
    }

    /** Writes a mutation anew, under another dot; it may be sent at once, whatever put it off. */
    public void restamp(long position, Mutation mutation, byte[] body) {
        tx.update(
                "UPDATE queue SET device_id = ?, counter = ?, body = ?, stage = 0, not_before = 0"
                        + " WHERE position = ?",
                mutation.dot().device(),
                mutation.dot().counter(),
                body,
                position);
    }

    /** Takes a mutation out. */
    public void remove(long position) {
        tx.update("DELETE FROM queue WHERE position = ?", position);
    }

    private static Queued read(Row row) {
        return new Queued(
                row.getLong(1),
                row.getText(2),
                new RecordKey(row.getText(3), row.getText(4)),
                new Dot(row.getText(5), row.getLong(6)),
                row.getTextOrNull(7),
                Stage.of(row.getInt(8)),
                row.getInt(9),
                Instant.ofEpochMilli(row.getLong(10)),
                Instant.ofEpochMilli(row.getLong(11)));
    }
}

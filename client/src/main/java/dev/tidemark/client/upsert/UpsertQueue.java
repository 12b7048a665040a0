package dev.tidemark.client.upsert;

import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Value;
import dev.tidemark.sql.Database;
import dev.tidemark.sql.Format;
import dev.tidemark.sql.Migration;
import dev.tidemark.sql.Options;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.upsert.UpsertAnswer;
import dev.tidemark.wire.upsert.UpsertConflict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The records that wait, in a file of their own. Each method is one transaction: after a crash it
 * was done or it was not. Thread-safe.
 */
final class UpsertQueue implements AutoCloseable {

    /** "TdmU" in the header of the file. */
    private static final int APPLICATION_ID = 0x54646d55;

    private final Database database;

    /**
     * A request that is under way, until it is answered.
     *
     * @param body the very bytes, however often they are sent
     */
    record Sending(String syncId, byte[] body) {}

    /** Makes a request of what waits. */
    @FunctionalInterface
    interface Drawing {
        Sending draw(@Nullable String cursor, Map<String, List<Value.Obj>> records);
    }

    UpsertQueue(Path file) {
        database = Database.open(file, format(), Options.DEFAULTS);
    }

    private static Format format() {
        return new Format(
                APPLICATION_ID,
                "a queue of Tidemark upserts",
                List.of(Migration.resource(UpsertQueue.class, "001-upserts.sql")));
    }

    /** Lets a record wait, in the place of what waited of it before. */
    void put(String collection, String id, Value.Obj record) {
        Storable.Flaw flaw = Storable.flaw("", record);
        if (flaw != null) {
            throw new IllegalArgumentException(flaw.pointer() + ": " + flaw.message());
        }
        database.write(tx -> {
            tx.update("DELETE FROM pending WHERE collection = ? AND record_id = ?", collection, id);
            return tx.update(
                    "INSERT INTO pending (collection, record_id, body) VALUES (?, ?, ?)",
                    collection,
                    id,
                    Json.bytes(record));
        });
    }

    /** Takes back a record that waits, or was refused. */
    void drop(String collection, String id) {
        database.write(tx ->
                tx.update(
                        "DELETE FROM pending WHERE collection = ? AND record_id = ?",
                        collection,
                        id));
    }

    /** How many wait to be sent. */
    long waiting() {
        return database.read(UpsertQueue::waiting);
    }

    private static long waiting(Tx tx) {
        return tx.number("SELECT count(*) FROM pending WHERE refused IS NULL");
    }

    /** The request that is under way; a new one of what waits where none is. */
    Sending sending(int recordsMax, Drawing drawing) {
        return database.write(tx -> {
            Optional<Sending> before = underWay(tx);
            return before.isPresent() ? before.get() : drawn(tx, recordsMax, drawing);
        });
    }

    /** Whether a request is under way. */
    boolean isUnderWay() {
        return database.read(tx -> underWay(tx).isPresent());
    }

    private static Optional<Sending> underWay(Tx tx) {
        return tx.first(
                "SELECT sync_id, body FROM state WHERE sync_id IS NOT NULL",
                row -> new Sending(row.getText(1), row.getBytes(2)));
    }

    private record Waiting(long n, String collection, byte[] body) {}

    private static Sending drawn(Tx tx, int recordsMax, Drawing drawing) {
        List<Waiting> waiting =
                tx.list(
                        "SELECT n, collection, body FROM pending WHERE refused IS NULL"
                                + " ORDER BY n LIMIT ?",
                        row -> new Waiting(row.getLong(1), row.getText(2), row.getBytes(3)),
                        recordsMax);
        Map<String, List<Value.Obj>> records = new LinkedHashMap<>();
        long upTo = 0;
        for (Waiting each : waiting) {
            records.computeIfAbsent(each.collection, name -> new ArrayList<>())
                    .add((Value.Obj) Json.own(each.body));
            upTo = each.n;
        }
        String cursor =
                tx.first(
                                "SELECT cursor FROM state",
                                row -> Optional.ofNullable(row.getTextOrNull(1)))
                        .flatMap(found -> found)
                        .orElse(null);
        Sending sending = drawing.draw(cursor, records);
        tx.update(
                "UPDATE state SET sync_id = ?, body = ?, up_to = ?",
                sending.syncId,
                sending.body,
                upTo);
        return sending;
    }

    /**
     * Takes over an answer: what was sent waits no more, but for what the server wants to get again
     * later. What came to a conflict is kept aside.
     */
    void taken(UpsertAnswer answer) {
        database.write(tx -> {
            long upTo = tx.number("SELECT up_to FROM state");
            for (UpsertConflict conflict : answer.conflicts()) {
                tx.update(
                        "UPDATE pending SET refused = ? WHERE collection = ? AND record_id = ?"
                                + " AND n <= ? AND refused IS NULL",
                        conflict.bytes(),
                        conflict.entityType(),
                        conflict.entityId(),
                        upTo);
            }
            tx.update("DELETE FROM pending WHERE n <= ? AND refused IS NULL", upTo);
            for (UpsertConflict conflict : answer.conflicts()) {
                if (conflict.isToBeSentAgain()) {
                    tx.update(
                            "UPDATE pending SET refused = NULL WHERE collection = ? AND record_id = ?",
                            conflict.entityType(),
                            conflict.entityId());
                }
            }
            return tx.update(
                    "UPDATE state SET cursor = ?, sync_id = NULL, body = NULL, up_to = 0",
                    answer.serverCursor());
        });
    }

    /**
     * Gives a request up that came to nothing; its records wait on.
     *
     * @param fromTheBeginning whether the cursor is of no use any more
     */
    void givenUp(boolean fromTheBeginning) {
        database.write(tx -> {
            if (fromTheBeginning) {
                tx.update("UPDATE state SET cursor = NULL");
            }
            return tx.update("UPDATE state SET sync_id = NULL, body = NULL, up_to = 0");
        });
    }

    /** What came to a conflict and was not put or dropped since. */
    List<UpsertConflict> conflicts() {
        return database.read(tx ->
                tx.list(
                        "SELECT refused FROM pending WHERE refused IS NOT NULL ORDER BY n",
                        row -> UpsertConflict.read(Json.own(row.getBytes(1)))));
    }

    @Override
    public void close() {
        database.close();
    }
}

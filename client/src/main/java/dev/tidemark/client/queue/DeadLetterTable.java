package dev.tidemark.client.queue;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The dead letters, within one transaction. Only a person takes one out. */
public final class DeadLetterTable {

    private static final String COLUMNS =
            "id, mutation_id, collection, record_id, device_id, body, group_id, code, detail, errors,"
                    + " conflict_id, trace_id, refused_at";

    private final Tx tx;

    public DeadLetterTable(Tx tx) {
        this.tx = tx;
    }

    /** Moves a queued mutation here. */
    public void bury(Queued queued, byte[] body, Reason reason, Instant now) {
        tx.update(
                "INSERT INTO dead_letter (mutation_id, collection, record_id, device_id, body,"
                        + " group_id, code, detail, errors, conflict_id, trace_id, refused_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                queued.id(),
                queued.key().collection(),
                queued.key().id(),
                queued.dot().device(),
                body,
                queued.group(),
                reason.code(),
                reason.detail(),
                encoded(reason.errors()),
                reason.conflictId(),
                reason.traceId(),
                now.toEpochMilli());
        new QueueTable(tx).remove(queued.position());
    }

    /** Why a mutation was refused; see {@link DeadLetterRow}. */
    public record Reason(
            String code,
            String detail,
            List<Flaw> errors,
            @Nullable String conflictId,
            @Nullable String traceId) {}

    public long count() {
        return tx.number("SELECT count(*) FROM dead_letter");
    }

    /** All of them, oldest first. */
    public List<DeadLetterRow> list() {
        return tx.list(
                "SELECT " + COLUMNS + " FROM dead_letter ORDER BY id", DeadLetterTable::read);
    }

    public Optional<DeadLetterRow> find(long id) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM dead_letter WHERE id = ?", DeadLetterTable::read, id);
    }

    /** The members of a group, oldest first. */
    public List<DeadLetterRow> group(String group) {
        return tx.list(
                "SELECT " + COLUMNS + " FROM dead_letter WHERE group_id = ? ORDER BY id",
                DeadLetterTable::read,
                group);
    }

    /** Takes one out. */
    public void remove(long id) {
        tx.update("DELETE FROM dead_letter WHERE id = ?", id);
    }

    /** Takes out those that a conflict was about, once it is resolved. */
    public int removeOf(String conflictId) {
        return tx.update("DELETE FROM dead_letter WHERE conflict_id = ?", conflictId);
    }

    private static DeadLetterRow read(Row row) {
        return new DeadLetterRow(
                row.getLong(1),
                row.getText(2),
                new RecordKey(row.getText(3), row.getText(4)),
                row.getText(5),
                row.getBytes(6),
                row.getTextOrNull(7),
                row.getText(8),
                row.getText(9),
                decoded(row.getBytes(10)),
                row.getTextOrNull(11),
                row.getTextOrNull(12),
                Instant.ofEpochMilli(row.getLong(13)));
    }

    /** Pairs of place and message. */
    private static byte[] encoded(List<Flaw> flaws) {
        List<Value> items = new ArrayList<>();
        for (Flaw flaw : flaws) {
            items.add(Value.of(List.of(Value.of(flaw.pointer()), Value.of(flaw.message()))));
        }
        return Json.bytes(Value.of(items));
    }

    private static List<Flaw> decoded(byte[] json) {
        List<Flaw> flaws = new ArrayList<>();
        for (Value item : ((Value.Array) Json.read(json, JsonLimits.STORED)).items()) {
            List<Value> pair = ((Value.Array) item).items();
            flaws.add(new Flaw(text(pair.get(0)), text(pair.get(1))));
        }
        return flaws;
    }

    private static String text(Value value) {
        return ((Value.Text) value).value();
    }
}

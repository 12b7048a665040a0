package dev.tidemark.client.project;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.sql.Format;
import dev.tidemark.sql.Migration;
import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.json.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables of a copy. Confined to one transaction. */
final class CopyFile {

    /** "TdmP" in the header of the file. */
    private static final int APPLICATION_ID = 0x54646d50;

    /** So many of the projects that pulls have replaced are kept. */
    private static final int BACKUPS_MAX = 10;

    static final Format FORMAT =
            new Format(
                    APPLICATION_ID,
                    "a Tidemark project",
                    List.of(Migration.resource(CopyFile.class, "001-copy.sql")));

    private final Tx tx;

    CopyFile(Tx tx) {
        this.tx = tx;
    }

    /**
     * What the server has said last.
     *
     * @param account empty until it is known
     * @param schema null until it is known
     * @param version null until the first pull is complete
     * @param syncedAt milliseconds since 1970; null for never
     */
    record State(
            String server,
            String account,
            String device,
            Value.@Nullable Obj schema,
            @Nullable String version,
            Value.Obj data,
            @Nullable Long syncedAt,
            @Nullable String trouble) {}

    /**
     * An operation of which it is not known whether the server has taken it.
     *
     * @param base the version that it was sent on; null where it certainly did not arrive
     */
    record Operation(long position, String opId, Value.Obj delta, @Nullable String base) {}

    Optional<State> state() {
        return tx.first(
                "SELECT server, account, device, schema, version, data, synced_at, trouble FROM copy",
                row ->
                        new State(
                                row.getText(1),
                                row.getText(2),
                                row.getText(3),
                                objectOrNull(row, 4),
                                row.getTextOrNull(5),
                                row.isNull(6) ? Value.Obj.EMPTY : object(row.getBytes(6)),
                                row.isNull(7) ? null : row.getLong(7),
                                row.getTextOrNull(8)));
    }

    void begin(String server, String device) {
        tx.update(
                "INSERT INTO copy (one, server, account, device) VALUES (1, ?, '', ?)",
                server,
                device);
    }

    void bind(String account, Value.Obj schema) {
        tx.update("UPDATE copy SET account = ?, schema = ?", account, Json.bytes(schema));
    }

    /** Takes over what the server has, and keeps what it replaces. */
    void pulled(State before, String version, Value.Obj data, long now) {
        if (before.version() != null && !before.version().equals(version)) {
            tx.update(
                    "INSERT INTO backup (version, data, taken_at) VALUES (?, ?, ?)"
                            + " ON CONFLICT (version) DO NOTHING",
                    before.version(),
                    Json.bytes(before.data()),
                    now);
            tx.update(
                    "DELETE FROM backup WHERE version NOT IN"
                            + " (SELECT version FROM backup ORDER BY version DESC LIMIT ?)",
                    BACKUPS_MAX);
        }
        tx.update("UPDATE copy SET version = ?, data = ?", version, Json.bytes(data));
    }

    void synced(long now) {
        tx.update("UPDATE copy SET synced_at = ?, trouble = NULL", now);
    }

    void troubled(String trouble) {
        tx.update("UPDATE copy SET trouble = ?", trouble);
    }

    /** The versions that pulls have replaced, newest first. */
    List<String> backups() {
        return tx.list("SELECT version FROM backup ORDER BY version DESC", row -> row.getText(1));
    }

    Optional<Value.Obj> backup(String version) {
        return tx.first(
                "SELECT data FROM backup WHERE version = ?",
                row -> object(row.getBytes(1)),
                version);
    }

    List<Operation> operations() {
        return tx.list(
                "SELECT position, op_id, delta, base FROM operation ORDER BY position",
                row ->
                        new Operation(
                                row.getLong(1),
                                row.getText(2),
                                object(row.getBytes(3)),
                                row.getTextOrNull(4)));
    }

    void queue(String opId, Value.Obj delta, long now) {
        tx.update(
                "INSERT INTO operation (op_id, delta, queued_at) VALUES (?, ?, ?)",
                opId,
                Json.bytes(delta),
                now);
    }

    /** Notes that it is sent on a version, or with null that it did not arrive. */
    void sending(Operation operation, @Nullable String base) {
        tx.update("UPDATE operation SET base = ? WHERE position = ?", base, operation.position());
    }

    void replace(Operation operation, Value.Obj delta) {
        tx.update(
                "UPDATE operation SET delta = ? WHERE position = ?",
                Json.bytes(delta),
                operation.position());
    }

    void remove(Operation operation) {
        tx.update("DELETE FROM operation WHERE position = ?", operation.position());
    }

    void keep(Clash clash, String id, long now) {
        tx.update(
                "INSERT INTO clash (clash_id, collection, record_id, field, mine, theirs, found_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                id,
                clash.key().collection(),
                clash.key().id(),
                clash.field(),
                bytes(clash.mine()),
                bytes(clash.theirs()),
                now);
    }

    List<Clash> clashes() {
        return tx.list(
                "SELECT clash_id, collection, record_id, field, mine, theirs FROM clash"
                        + " ORDER BY found_at, clash_id",
                row ->
                        new Clash(
                                row.getText(1),
                                new RecordKey(row.getText(2), row.getText(3)),
                                row.getTextOrNull(4),
                                value(row.getBytesOrNull(5)),
                                value(row.getBytesOrNull(6))));
    }

    boolean settle(String clash) {
        return tx.update("DELETE FROM clash WHERE clash_id = ?", clash) > 0;
    }

    private static byte @Nullable [] bytes(@Nullable Value value) {
        return value == null ? null : Json.bytes(value);
    }

    private static @Nullable Value value(byte @Nullable [] bytes) {
        return bytes == null ? null : Json.own(bytes);
    }

    private static Value.Obj object(byte[] bytes) {
        return (Value.Obj) Json.own(bytes);
    }

    private static Value.@Nullable Obj objectOrNull(Row row, int column) {
        return row.isNull(column) ? null : object(row.getBytes(column));
    }
}

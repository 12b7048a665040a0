package dev.tidemark.client.sync;

import dev.tidemark.core.conflict.Conflict.Type;
import dev.tidemark.core.conflict.Resolution;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.Resolve;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Conflicts that only the server can know of, and decisions on them that it has not heard yet,
 * within one transaction. What is in dispute within a record is not here: the device finds that by
 * itself.
 */
public final class ConflictTable {

    private final Tx tx;

    public ConflictTable(Tx tx) {
        this.tx = tx;
    }

    /** Those that nobody here has decided on yet. */
    public List<ListedConflict> undecided() {
        return tx.list(
                "SELECT body FROM listed_conflict WHERE conflict_id NOT IN"
                        + " (SELECT conflict_id FROM resolution) ORDER BY conflict_id",
                row -> ListedConflict.read(row.getBytes(1)));
    }

    public long undecidedCount() {
        return tx.number(
                "SELECT count(*) FROM listed_conflict WHERE conflict_id NOT IN"
                        + " (SELECT conflict_id FROM resolution)");
    }

    public Optional<ListedConflict> find(String conflictId) {
        return tx.first(
                "SELECT body FROM listed_conflict WHERE conflict_id = ?",
                row -> ListedConflict.read(row.getBytes(1)),
                conflictId);
    }

    /** Notes a conflict, if it is one that only the server can know of. */
    void save(ListedConflict conflict) {
        if (isListed(conflict)) {
            tx.update(
                    "INSERT INTO listed_conflict (conflict_id, body) VALUES (?, ?)"
                            + " ON CONFLICT DO UPDATE SET body = excluded.body",
                    conflict.conflictId(),
                    conflict.bytes());
        }
    }

    /** Takes over the server's list. */
    void replace(List<ListedConflict> open) {
        tx.update("DELETE FROM listed_conflict");
        open.forEach(this::save);
    }

    /** Lets go of a conflict that is no longer open, and of the decision on it. */
    void remove(String conflictId) {
        tx.update("DELETE FROM listed_conflict WHERE conflict_id = ?", conflictId);
        tx.update("DELETE FROM resolution WHERE conflict_id = ?", conflictId);
    }

    /** Queues a decision; a later one on the same conflict takes its place. */
    public void decide(Resolution resolution, Instant now) {
        tx.update("DELETE FROM resolution WHERE conflict_id = ?", resolution.conflictId());
        tx.update(
                "INSERT INTO resolution (id, conflict_id, body, made_at) VALUES (?, ?, ?, ?)",
                resolution.id(),
                resolution.conflictId(),
                Resolve.bytes(resolution),
                now.toEpochMilli());
    }

    /** The decisions that the server has not heard yet, oldest first. */
    List<Resolution> decisions(int limit) {
        return tx.list(
                "SELECT body FROM resolution ORDER BY made_at, id LIMIT ?",
                row -> resolution(row.getBytes(1)),
                limit);
    }

    private static Resolution resolution(byte[] body) {
        Resolve.Decision decision = Resolve.decision(Json.read(body, JsonLimits.STORED));
        if (decision instanceof Resolve.Decision.Readable readable) {
            return readable.resolution();
        }
        throw new IllegalStateException("a stored decision cannot be read");
    }

    private static boolean isListed(ListedConflict conflict) {
        return conflict.type() == Type.NATURAL_KEY || conflict.type() == Type.RULE;
    }
}

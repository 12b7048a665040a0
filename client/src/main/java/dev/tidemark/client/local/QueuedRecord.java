package dev.tidemark.client.local;

import dev.tidemark.client.queue.QueueTable;
import dev.tidemark.client.queue.Queued;
import dev.tidemark.client.queue.Stage;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.sql.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what is shown of a record in step with its entry and its queue, within one transaction. */
final class QueuedRecord {

    private final DeviceRow device;
    private final AppRules rules;
    private final Instant now;
    private final QueueTable queue;
    private final RecordTable records;
    private final NaturalKeyTable naturalKeys;

    QueuedRecord(Tx tx, DeviceRow device, AppRules rules, Instant now) {
        this.device = device;
        this.rules = rules;
        this.now = now;
        this.queue = new QueueTable(tx);
        this.records = new RecordTable(tx);
        this.naturalKeys = new NaturalKeyTable(tx);
    }

    /**
     * Takes a new entry of a record that has something in the queue. What was acknowledged and is
     * in the entry leaves the queue; what was not stays, whatever the entry says: only an answer
     * that names a mutation proves that the server has it, and not another one under its dot.
     */
    void arrived(RecordRow before, Arrival arrival, RecordState told) {
        List<Queued> left = withoutConfirmed(queue.of(before.key()), told);
        RecordState local = left.isEmpty() ? null : joined(before, told, left);
        save(before.key(), arrival.seq(), arrival.entry(), local, told);
    }

    /** Lets go of what was acknowledged and had come back before that. */
    void confirm(RecordKey key) {
        RecordRow row = records.find(key).orElse(null);
        byte[] entry = row == null ? null : row.entry();
        List<Queued> queued = queue.of(key);
        if (row == null || entry == null || queued.isEmpty()) {
            return;
        }
        RecordState told = Bodies.state(entry);
        List<Queued> left = withoutConfirmed(queued, told);
        if (left.isEmpty()) {
            save(key, row.seq(), row.position(), null, told);
        }
    }

    private List<Queued> withoutConfirmed(List<Queued> all, RecordState told) {
        List<Queued> left = new ArrayList<>();
        for (Queued queued : all) {
            if (queued.stage() == Stage.ACKNOWLEDGED && told.vv().covers(queued.dot())) {
                queue.remove(queued.position());
            } else {
                left.add(queued);
            }
        }
        return left;
    }

    /** Shows a record anew from its entry and what is queued for it now. */
    void rebuild(RecordKey key) {
        RecordRow row = records.find(key).orElse(null);
        byte[] entry = row == null ? null : row.entry();
        List<Queued> left = queue.of(key);
        RecordState told = entry == null ? RecordState.EMPTY : Bodies.state(entry);
        RecordState shown = left.isEmpty() ? told : replayed(key, told, left);
        if (entry == null && left.isEmpty()) {
            records.remove(key);
            naturalKeys.save(key, rules.rulesFor(key.collection()), null);
        } else {
            long seq = row == null ? 0 : row.seq();
            long position = row == null ? 0 : row.position();
            save(key, seq, position, left.isEmpty() ? null : shown, told);
        }
    }

    /**
     * Joins the entry with the local state, which is exact. Where the server does not have what it
     * had, where a dot may name one thing there and another here, or where a field has another kind
     * now, the queue is replayed instead.
     */
    private RecordState joined(RecordRow before, RecordState told, List<Queued> left) {
        byte[] entry = before.entry();
        byte[] local = before.local();
        RecordState known = entry == null ? RecordState.EMPTY : Bodies.state(entry);
        boolean exact =
                told.vv().covers(known.vv())
                        && left.stream().noneMatch(queued -> mayBeAnothers(queued, told));
        if (local != null && exact) {
            try {
                return told.join(Bodies.state(local));
            } catch (IllegalArgumentException kindsDiffer) {
                return replayed(before.key(), told, left);
            }
        }
        return replayed(before.key(), told, left);
    }

    private static boolean mayBeAnothers(Queued queued, RecordState told) {
        return queued.stage() != Stage.ACKNOWLEDGED && told.vv().covers(queued.dot());
    }

    private RecordState replayed(RecordKey key, RecordState told, List<Queued> left) {
        List<Mutation> mutations = new ArrayList<>();
        for (Queued queued : left) {
            mutations.add(Bodies.mutation(queue.body(queued.position()), queued.dot()));
        }
        int rank = rules.schema().rank(device.id(), device.platform());
        return new Replay(rules.acceptance(key.collection()), rank).onto(told, mutations);
    }

    private void save(
            RecordKey key, long seq, long entry, @Nullable RecordState local, RecordState told) {
        CollectionRules collection = rules.rulesFor(key.collection());
        RecordState shown = local == null ? told : local;
        View view = View.of(shown, collection, rules.schema().skew());
        boolean disputed = Disputes.in(key, shown, view, collection, rules.schema());
        byte[] body =
                local == null ? null : Bodies.entry(key, 0, local, view, rules, now, device.id());
        records.save(key, seq, entry, body, view.deleted(), disputed);
        naturalKeys.save(key, collection, view);
    }
}

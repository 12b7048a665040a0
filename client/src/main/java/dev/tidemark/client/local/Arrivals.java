package dev.tidemark.client.local;

import dev.tidemark.client.queue.QueueTable;
import dev.tidemark.client.queue.Queued;
import dev.tidemark.client.queue.Stage;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.sql.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes what the server tells of records, within the one transaction that also moves the cursor:
 * all of a pull becomes visible at once. What is replaced is kept in a backup first.
 */
public final class Arrivals {

    private final AppRules rules;
    private final RecordTable records;
    private final QueueTable queue;
    private final NaturalKeyTable naturalKeys;
    private final QueuedRecord queuedRecord;
    private final BackupTable backups;
    private final Set<RecordKey> queuedKeys;
    private final boolean anything;
    private final List<RecordKey> changed = new ArrayList<>();
    private final Set<RecordKey> told = new HashSet<>();

    Arrivals(Tx tx, DeviceRow device, AppRules rules, Instant now, int backupsMax) {
        this.rules = rules;
        this.records = new RecordTable(tx);
        this.queue = new QueueTable(tx);
        this.naturalKeys = new NaturalKeyTable(tx);
        this.queuedRecord = new QueuedRecord(tx, device, rules, now);
        this.backups = new BackupTable(tx, now, backupsMax);
        this.queuedKeys = queue.keys();
        this.anything = records.hasEntries();
    }

    /** Takes one record. Telling the same thing again changes nothing. */
    public void take(Told record) {
        RecordKey key = record.key();
        long seq = record.seq();
        told.add(key);
        long known = anything ? records.seq(key) : 0;
        if (known == seq) {
            return;
        }
        if (known > seq) {
            throw new WentBackException(
                    "the server tells of version %d of %s, and told of %d before"
                            .formatted(seq, key, known));
        }
        if (known > 0) {
            backups.keep(key);
        }
        if (queuedKeys.contains(key)) {
            RecordRow before = records.find(key).orElseThrow();
            queuedRecord.arrived(
                    before, seq, record.entry().bytes(), record.entry().decoded().state());
        } else {
            save(record);
        }
        changed.add(key);
    }

    /**
     * Lets go of what the server no longer tells of, after a pull from the very beginning: those
     * records were deleted. What waits in the queue for them stays.
     */
    public void forgetTheRest() {
        for (RecordKey key : records.keysWithEntry()) {
            if (!told.contains(key)) {
                backups.keep(key);
                forget(key);
                changed.add(key);
            }
        }
    }

    /** Ends the backup; the records that changed. */
    public List<RecordKey> finish() {
        backups.finish("before a pull");
        return changed;
    }

    private void forget(RecordKey key) {
        boolean waits = false;
        for (Queued queued : queue.of(key)) {
            if (queued.stage() == Stage.ACKNOWLEDGED) {
                queue.remove(queued.position());
            } else {
                waits = true;
            }
        }
        if (waits) {
            records.forgetEntry(key);
        } else {
            records.remove(key);
            naturalKeys.save(key, rules.rulesFor(key.collection()), null);
        }
    }

    private void save(Told record) {
        RecordKey key = record.key();
        CollectionRules collection = rules.rulesFor(key.collection());
        boolean disputed = false;
        if (record.disputable()) {
            RecordState state = record.entry().decoded().state();
            View view = View.of(state, collection, rules.schema().skew());
            disputed = Disputes.in(key, state, view, collection, rules.schema());
        }
        byte[] entry = record.entry().bytes();
        records.save(new RecordRow(key, record.seq(), entry, null, record.deleted(), disputed));
        if (collection.naturalKey() != null) {
            View view = Bodies.shown(record.deleted(), record.entry().fields());
            naturalKeys.save(key, collection, view);
        }
    }
}

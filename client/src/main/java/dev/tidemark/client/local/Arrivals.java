package dev.tidemark.client.local;

import dev.tidemark.client.local.RecordTable.Known;
import dev.tidemark.client.queue.QueueTable;
import dev.tidemark.client.queue.Queued;
import dev.tidemark.client.queue.Stage;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.value.Checksum;
import dev.tidemark.core.value.Value;
import dev.tidemark.sql.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the server tells of records, within the one transaction that also moves the cursor:
 * all of a pull becomes visible at once. What is replaced is kept in a backup first.
 */
public final class Arrivals {

    private final Tx tx;
    private final boolean anew;
    private final AppRules rules;
    private final RecordTable records;
    private final EntryTable entries;
    private final QueueTable queue;
    private final NaturalKeyTable naturalKeys;
    private final QueuedRecord queuedRecord;
    private final BackupTable backups;
    private final ChecksumTable checksums;
    private final Map<String, Checksum> differences = new TreeMap<>();
    private final Set<RecordKey> queuedKeys;
    private final boolean anything;
    private final List<RecordKey> changed = new ArrayList<>();
    private final Set<RecordKey> told = new HashSet<>();

    Arrivals(Tx tx, DeviceRow device, AppRules rules, Instant now, int backupsMax, boolean anew) {
        this.tx = tx;
        this.anew = anew;
        this.rules = rules;
        this.records = new RecordTable(tx);
        this.entries = new EntryTable(tx);
        this.queue = new QueueTable(tx);
        this.naturalKeys = new NaturalKeyTable(tx);
        this.queuedRecord = new QueuedRecord(tx, device, rules, now);
        this.backups = new BackupTable(tx, now, backupsMax);
        this.checksums = new ChecksumTable(tx);
        this.queuedKeys = queue.keys();
        this.anything = records.hasEntries();
    }

    /** Takes one record. Telling the same thing again changes nothing. */
    public void take(Arrival arrival) {
        RecordKey key = arrival.key();
        boolean toldTwice = !told.add(key); // It changed while the pages were asked for.
        Known known = anything || toldTwice ? records.known(key) : Known.NOTHING;
        if (known.seq() == arrival.seq() && !isDamaged(known, arrival)) {
            entries.remove(arrival.entry());
            return;
        }
        if (known.seq() > arrival.seq()) {
            throw new WentBackException(
                    "the server tells of version %d of %s, and told of %d before"
                            .formatted(arrival.seq(), key, known.seq()));
        }
        if (known.seq() == -arrival.seq() && entries.same(known.entry(), arrival.entry())) {
            records.own(key, arrival.seq());
            entries.remove(arrival.entry());
            return;
        }
        if (queuedKeys.contains(key)) {
            RecordRow before = records.find(key).orElseThrow();
            letGo(key, known, toldTwice);
            queuedRecord.arrived(before, arrival, state(arrival));
        } else {
            letGo(key, known, toldTwice);
            save(arrival);
        }
        count(key, arrival.contentHash(), Checksum.EMPTY::plus);
        changed.add(key);
    }

    /** Whoever pulls anew may do so because something got damaged here. */
    private boolean isDamaged(Known known, Arrival arrival) {
        return anew && !entries.read(known.entry()).equals(entries.read(arrival.entry()));
    }

    /**
     * Keeps what is shown of a record in a backup; its entry is replaced or taken away.
     *
     * @param unseen whether the entry came with this pull, so that nobody was shown it
     */
    private void letGo(RecordKey key, Known known, boolean unseen) {
        if (known.seq() != 0) {
            count(key, entries.contentHash(known.entry()), Checksum.EMPTY::minus);
        }
        if (known.seq() != 0 && (unseen || !backups.keep(key, known))) {
            entries.remove(known.entry());
        }
    }

    private void count(
            RecordKey key, @Nullable String contentHash, UnaryOperator<Checksum> comesOrGoes) {
        if (contentHash != null) {
            Checksum one = comesOrGoes.apply(Checksum.of(key.id(), contentHash));
            differences.merge(key.collection(), one, Checksum::plus);
        }
    }

    private RecordState state(Arrival arrival) {
        return entries.read(arrival.entry()).decoded().state();
    }

    /**
     * Lets go of what the server no longer tells of, after a pull from the very beginning: those
     * records were deleted. What waits in the queue for them stays.
     */
    public void forgetTheRest() {
        Set<RecordKey> rest = new TreeSet<>(records.keysWithEntry());
        // Of these the server knew, although it never came to tell of them.
        queue.in(Stage.ACKNOWLEDGED).forEach(queued -> rest.add(queued.key()));
        rest.removeAll(told);
        for (RecordKey key : rest) {
            letGo(key, records.known(key), false);
            forget(key);
            changed.add(key);
        }
    }

    /** Ends the backup, and brings the checksums up to date; the records that changed. */
    public List<RecordKey> finish() {
        backups.finish("before a pull");
        if (anew) {
            checksums.replace(new HeldRecords(tx).checksums());
        } else {
            differences.forEach(checksums::add);
        }
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

    private void save(Arrival arrival) {
        RecordKey key = arrival.key();
        CollectionRules collection = rules.rulesFor(key.collection());
        boolean disputed = false;
        if (arrival.disputable()) {
            RecordState state = state(arrival);
            View view = View.of(state, collection, rules.schema().skew());
            disputed = Disputes.in(key, state, view, collection, rules.schema());
        }
        records.save(key, arrival.seq(), arrival.entry(), arrival.deleted(), disputed);
        if (collection.naturalKey() != null) {
            Value.Obj fields = entries.read(arrival.entry()).fields();
            naturalKeys.save(key, collection, Bodies.shown(arrival.deleted(), fields));
        }
    }
}

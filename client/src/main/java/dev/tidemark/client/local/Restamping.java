package dev.tidemark.client.local;

import dev.tidemark.client.queue.QueueTable;
import dev.tidemark.client.queue.Queued;
import dev.tidemark.client.queue.Stage;
import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Gives queued mutations new dots, within one transaction: when one before them did not take its
 * own, when the server does not have what they build on, or when this database needs another device
 * id. What a mutation had seen of other devices' work stays as it was, so that it overwrites no
 * more than its writer meant to.
 */
public final class Restamping {

    private final DeviceRow device;
    private final QueueTable queue;
    private final RecordTable records;
    private final EntryTable entries;
    private final QueuedRecord queuedRecord;

    Restamping(Tx tx, DeviceRow device, QueuedRecord queuedRecord) {
        this.device = device;
        this.queue = new QueueTable(tx);
        this.records = new RecordTable(tx);
        this.entries = new EntryTable(tx);
        this.queuedRecord = queuedRecord;
    }

    /**
     * Closes the gaps that mutations of the record left which did not take their dots, and shows
     * the record anew.
     *
     * @param free the counters of these dots; to each the dot under which the server has the
     *     mutation instead, or null where it was refused
     */
    public void closeGaps(RecordKey key, SortedMap<Long, @Nullable Dot> free) {
        for (Queued queued : unacknowledged(key)) {
            long before = queued.dot().counter();
            Collection<@Nullable Dot> earlier = free.headMap(before).values();
            if (!earlier.isEmpty()) {
                Mutation mutation = mutation(queued);
                VersionVector context = having(earlier, mutation.context(), device.id());
                write(queued, mutation, context, before - earlier.size());
            }
        }
        queuedRecord.rebuild(key);
    }

    /**
     * What was written behind a mutation had seen it, under whatever dot. Only where the writer did
     * not know what is before that dot this cannot be said, and it counts as not seen.
     */
    private static VersionVector having(
            Collection<@Nullable Dot> known, VersionVector context, String self) {
        VersionVector seen = context;
        for (Dot dot : known) {
            if (dot != null
                    && !dot.device().equals(self)
                    && seen.counter(dot.device()) == dot.counter() - 1) {
                seen = seen.with(dot);
            }
        }
        return seen;
    }

    /** Lets go of what was acknowledged, where the server's entry holds it already. */
    public void confirm(RecordKey key) {
        queuedRecord.confirm(key);
    }

    /** Lets what is queued for a record build only on what the server's entry holds. */
    public void afterGap(RecordKey key) {
        if (isForgotten(key)) {
            forgetEntry(key);
        }
        VersionVector there = told(key);
        long counter = confirmed(key, there);
        for (Queued queued : unacknowledged(key)) {
            counter++;
            Mutation mutation = mutation(queued);
            VersionVector context = Replay.meet(mutation.context(), there, device.id());
            // Never a later dot: what stands in an earlier one's place may be another database's.
            write(queued, mutation, context, Math.min(counter, queued.dot().counter()));
        }
        queuedRecord.rebuild(key);
    }

    /**
     * Whether the server told of the record that it is deleted, and no longer knows that: what was
     * built on nothing but its entry had a gap again.
     */
    private boolean isForgotten(RecordKey key) {
        RecordRow row = records.find(key).orElse(null);
        byte[] entry = row == null ? null : row.entry();
        return entry != null
                && EncodedEntry.of(entry).decoded().deleted()
                && queue.of(key).stream()
                        .anyMatch(each -> each.stage() == Stage.GAP && each.attempts() > 1);
    }

    private void forgetEntry(RecordKey key) {
        for (Queued queued : queue.of(key)) {
            if (queued.stage() == Stage.ACKNOWLEDGED) {
                queue.remove(queued.position());
            }
        }
        entries.remove(records.find(key).orElseThrow().position());
        records.forgetEntry(key);
    }

    /**
     * Stamps all that was not acknowledged under another device id. Dots of the old one that the
     * server took from this database stay seen; those behind are another database's.
     *
     * @return the records that have something queued
     */
    public Set<RecordKey> underNewDevice(String newDevice) {
        Set<RecordKey> keys = new TreeSet<>(queue.keys());
        for (RecordKey key : keys) {
            long counter = 0;
            long seenOld = -1;
            long lastOld = 0;
            for (Queued queued : unacknowledged(key)) {
                long old = queued.dot().counter();
                if (seenOld < 0 || old - 1 > lastOld) {
                    seenOld = old - 1;
                }
                lastOld = old;
                counter++;
                Dot dot = new Dot(newDevice, counter);
                Mutation mutation = mutation(queued);
                VersionVector context = mutation.context().upTo(queued.dot().device(), seenOld);
                write(queued, mutation.restamped(dot, Replay.withOwn(context, dot)));
            }
            queuedRecord.rebuild(key);
        }
        return keys;
    }

    private List<Queued> unacknowledged(RecordKey key) {
        return queue.of(key).stream()
                .filter(queued -> queued.stage() != Stage.ACKNOWLEDGED)
                .toList();
    }

    /** The last dot of this device on the record that the server is known to have. */
    private long confirmed(RecordKey key, VersionVector there) {
        long counter = there.counter(device.id());
        for (Queued queued : queue.of(key)) {
            if (queued.stage() == Stage.ACKNOWLEDGED && queued.dot().device().equals(device.id())) {
                counter = Math.max(counter, queued.dot().counter());
            }
        }
        return counter;
    }

    /** The dots that the server is known to hold of a record. */
    private VersionVector told(RecordKey key) {
        RecordRow row = records.find(key).orElse(null);
        byte[] entry = row == null ? null : row.entry();
        return entry == null ? VersionVector.EMPTY : Bodies.state(entry).vv();
    }

    private Mutation mutation(Queued queued) {
        return Bodies.mutation(queue.body(queued.position()), queued.dot());
    }

    private void write(Queued queued, Mutation mutation, VersionVector context, long counter) {
        Dot dot = new Dot(queued.dot().device(), counter);
        write(queued, mutation.restamped(dot, Replay.withOwn(context, dot)));
    }

    private void write(Queued queued, Mutation mutation) {
        queue.restamp(queued.position(), mutation, Bodies.command(mutation));
    }
}

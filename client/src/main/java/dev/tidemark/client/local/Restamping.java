package dev.tidemark.client.local;

import dev.tidemark.client.queue.QueueTable;
import dev.tidemark.client.queue.Queued;
import dev.tidemark.client.queue.Stage;
import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Tx;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Gives queued mutations new dots, within one transaction: when one before them was refused and
 * used up none, when the server does not have what they build on, or when this database needs
 * another device id. What a mutation had seen of other devices' work stays as it was, so that it
 * overwrites no more than its writer meant to.
 */
public final class Restamping {

    private final DeviceRow device;
    private final QueueTable queue;
    private final RecordTable records;
    private final QueuedRecord queuedRecord;

    Restamping(Tx tx, DeviceRow device, QueuedRecord queuedRecord) {
        this.device = device;
        this.queue = new QueueTable(tx);
        this.records = new RecordTable(tx);
        this.queuedRecord = queuedRecord;
    }

    /** Closes the gap that a refused mutation of the record left, and shows the record anew. */
    public void afterRefusal(RecordKey key) {
        restamp(key, null);
    }

    /** Shows the record anew, with its queue as it is. */
    public void show(RecordKey key) {
        queuedRecord.rebuild(key);
    }

    /** Lets what is queued for a record build only on what the server's entry holds. */
    public void afterGap(RecordKey key) {
        restamp(key, told(key));
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
            for (Queued queued : queue.of(key)) {
                if (queued.stage() == Stage.ACKNOWLEDGED) {
                    continue;
                }
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

    private void restamp(RecordKey key, @Nullable VersionVector there) {
        long counter = confirmed(key);
        for (Queued queued : queue.of(key)) {
            if (queued.stage() == Stage.ACKNOWLEDGED) {
                continue;
            }
            counter++;
            Dot dot = new Dot(device.id(), counter);
            Mutation mutation = mutation(queued);
            VersionVector context = mutation.context();
            if (there != null) {
                context = Replay.meet(context, there, device.id());
            }
            if (!dot.equals(queued.dot()) || there != null) {
                write(queued, mutation.restamped(dot, Replay.withOwn(context, dot)));
            }
        }
        queuedRecord.rebuild(key);
    }

    /** The last dot of this device on the record that the server is known to have taken from it. */
    private long confirmed(RecordKey key) {
        long told = told(key).counter(device.id());
        for (Queued queued : queue.of(key)) {
            if (queued.stage() == Stage.ACKNOWLEDGED && queued.dot().device().equals(device.id())) {
                told = Math.max(told, queued.dot().counter());
            }
        }
        return told;
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

    private void write(Queued queued, Mutation mutation) {
        queue.restamp(queued.position(), mutation, Bodies.command(mutation));
    }
}

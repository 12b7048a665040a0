package dev.tidemark.client.queue;

import dev.tidemark.core.record.RecordKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the next batch from the front of the queue. A mutation that cannot go now holds back what is
 * queued behind it for the same record, and its whole group, but nothing else.
 */
public final class BatchCut {

    private final int countMax;
    private final long bytesMax;
    private final Instant now;
    private final List<Outgoing> chosen = new ArrayList<>();
    private final List<Outgoing> unit = new ArrayList<>();
    private final Set<RecordKey> heldKeys = new TreeSet<>();
    private boolean unitHeld;
    private boolean full;
    private long bytes;

    /**
     * @param countMax most mutations; a first group may have more
     * @param bytesMax most bytes of them in all; a first one, or group, may have more
     * @param now those that the server put off until later stay
     */
    public BatchCut(int countMax, long bytesMax, Instant now) {
        this.countMax = countMax;
        this.bytesMax = bytesMax;
        this.now = now;
    }

    /** Takes the next one of the queue into account; false when no further one is needed. */
    boolean offer(Queued queued, Supplier<byte[]> body) {
        if (queued.stage() == Stage.ACKNOWLEDGED) {
            return true;
        }
        if (!unit.isEmpty() && !inUnit(queued.group())) {
            endUnit();
        }
        if (full) {
            return false;
        }
        unitHeld |=
                !queued.stage().maySend()
                        || queued.notBefore().isAfter(now)
                        || heldKeys.contains(queued.key());
        unit.add(new Outgoing(queued, unitHeld ? new byte[0] : body.get()));
        return true;
    }

    /** What was chosen, once the whole queue was offered or no more was wanted. */
    List<Outgoing> chosen() {
        if (!full && !unit.isEmpty()) {
            endUnit();
        }
        return List.copyOf(chosen);
    }

    private boolean inUnit(@Nullable String group) {
        return group != null && group.equals(unit.get(0).queued().group());
    }

    private void endUnit() {
        if (unitHeld) {
            unit.forEach(held -> heldKeys.add(held.queued().key()));
        } else {
            long unitBytes = unit.stream().mapToLong(each -> each.body().length).sum();
            full =
                    !chosen.isEmpty()
                            && (chosen.size() + unit.size() > countMax
                                    || bytes + unitBytes > bytesMax);
            if (!full) {
                chosen.addAll(unit);
                bytes += unitBytes;
            }
        }
        unit.clear();
        unitHeld = false;
    }
}

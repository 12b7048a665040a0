package dev.tidemark.server.device;

import dev.tidemark.server.access.Principal;
import dev.tidemark.server.store.DeviceRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.StorageException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When each device last asked for something, and how far it has pulled.
///
/// That changes with every request, so it is kept in memory and written down now and then; a crash
/// loses the last half minute of it, which nobody relies on: a device that was seen later than is
/// known only looks further behind than it is. Thread-safe.
public final class Devices implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Devices.class);

    private static final int WRITE_SECONDS = 30;

    private final Lanes lanes;
    private final InstantSource clock;
    private final ConcurrentHashMap<Key, Seen> unwritten = new ConcurrentHashMap<>();
    private final ScheduledExecutorService writer;

    private record Key(String account, String device) {}

    /// @param at in milliseconds since 1970
    /// @param seq up to where it has pulled
    record Seen(long at, long seq) {

        static final Seen NEVER = new Seen(0, 0);

        Seen with(Seen other) {
            return new Seen(Math.max(at, other.at), Math.max(seq, other.seq));
        }
    }

    /// Starts writing down now and then.
    public Devices(Lanes lanes, InstantSource clock) {
        this.lanes = lanes;
        this.clock = clock;
        this.writer =
                Executors.newSingleThreadScheduledExecutor(task ->
                        Thread.ofPlatform().daemon().name("tidemark-devices").unstarted(task));
        writer.scheduleWithFixedDelay(this::write, WRITE_SECONDS, WRITE_SECONDS, TimeUnit.SECONDS);
    }

    /// Notes that a caller asked for something, if it is a device.
    public void spoke(Principal caller) {
        caller.device().ifPresent(device -> note(caller.accountId(), device, 0));
    }

    /// Notes that a device has pulled everything up to a seq: it sent a cursor of that place.
    public void seen(String account, String device, long seq) {
        note(account, device, seq);
    }

    private void note(String account, String device, long seq) {
        unwritten.merge(new Key(account, device), new Seen(clock.millis(), seq), Seen::with);
    }

    /// What is known beyond what is written down.
    Seen latest(String account, String device) {
        return Optional.ofNullable(unwritten.get(new Key(account, device))).orElse(Seen.NEVER);
    }

    /// Forgets what an account's devices did.
    public void forget(String account) {
        unwritten.keySet().removeIf(key -> key.account().equals(account));
    }

    /// Writes down what is known.
    private void write() {
        unwritten.keySet().stream()
                .collect(Collectors.groupingBy(Key::account))
                .forEach(this::write);
    }

    private void write(String account, List<Key> keys) {
        try {
            lanes.writeNow(
                    account,
                    tx -> {
                        keys.forEach(key -> {
                            Seen seen = unwritten.getOrDefault(key, Seen.NEVER);
                            DeviceRow.seen(tx, account, key.device(), seen.at(), seen.seq());
                        });
                        return keys.size();
                    });
        } catch (StorageException e) {
            LOG.warn("When devices were seen is not written down: {}", e.getMessage());
        }
    }

    /// Writes down what is known and ends.
    @Override
    public void close() {
        writer.shutdown();
        write();
    }
}

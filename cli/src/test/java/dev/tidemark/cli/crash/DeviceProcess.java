package dev.tidemark.cli.crash;

import dev.tidemark.cli.rig.Dice;
import dev.tidemark.client.Tidemark;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The process of a device: works until it is killed, or until its standard input ends; then it
/// sends what is left and ends too.
public final class DeviceProcess {
    /// What it says first, its id behind it.
    static final String DEVICE = "device ";

    /// How that line ends where the library syncs by itself.
    static final String LIVE = " live";

    /// What it says last.
    static final String DRAINED = "drained";

    /// What it says of an error that should not happen.
    static final String FAILED = "failed ";

    private static final long SERVER_PAUSE_NANOS = 50_000_000;
    private static final long DRAIN_NANOS_MAX = 50_000_000_000L;

    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private final CountDownLatch over = new CountDownLatch(1);

    private DeviceProcess() {}

    /// @param arguments its file, the server, an API key, the name of this life, its seed, and the
    ///   ids of the tallies
    public static void main(String[] arguments) throws InterruptedException {
        List<String> words = List.of(arguments);
        Path file = Path.of(words.get(0));
        try (Tidemark tidemark = DeviceLoad.open(file, URI.create(words.get(1)), words.get(2))) {
            Dice dice = Dice.of(Long.parseLong(words.get(4)), "life", 0);
            boolean live = dice.percent(30);
            say(DEVICE + tidemark.status().deviceId() + (live ? LIVE : ""));
            DeviceLoad load =
                    new DeviceLoad(
                            tidemark,
                            words.get(3),
                            dice,
                            words.subList(5, words.size()),
                            DeviceProcess::say);
            new DeviceProcess().work(live ? tidemark : null, load, dice);
        } catch (RuntimeException e) {
            say(FAILED + e);
            throw e;
        }
    }

    /// @param live syncs by itself; null where this does it
    private void work(@Nullable Tidemark live, DeviceLoad load, Dice dice)
            throws InterruptedException {
        Thread.ofPlatform().daemon().start(this::watchInput);
        Dice pauses = Dice.of(dice.seed(), "pauses", 0);
        Thread syncing = Thread.ofPlatform().daemon().unstarted(() -> syncAll(load, pauses));
        if (live == null) {
            syncing.start();
        } else {
            live.goLive();
        }
        while (!over.await(dice.nanosUntil(4), TimeUnit.NANOSECONDS)) {
            load.write();
        }
        syncing.join();
        long deadline = System.nanoTime() + DRAIN_NANOS_MAX;
        while (!(load.sync() && load.isDrained())) {
            LockSupport.parkNanos(SERVER_PAUSE_NANOS); // It may be on its way up again.
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("The server does not take what is left");
            }
        }
        say(DRAINED);
    }

    private void syncAll(DeviceLoad load, Dice pauses) {
        try {
            do {
                load.sync();
            } while (!over.await(pauses.nanosUntil(15), TimeUnit.NANOSECONDS));
        } catch (InterruptedException | RuntimeException e) {
            say(FAILED + e);
        }
    }

    /// Nobody writes to it; that it ends is all there is to hear.
    private void watchInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            say(FAILED + "to read its input: " + e.getMessage());
        }
        over.countDown();
    }

    /// Says a line in one piece, so that no kill leaves half of it.
    private static void say(String line) {
        try {
            OUT.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

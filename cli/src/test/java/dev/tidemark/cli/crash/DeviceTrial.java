package dev.tidemark.cli.crash;

import dev.tidemark.cli.rig.Dice;
import dev.tidemark.cli.rig.Findings;
import dev.tidemark.cli.rig.Moments;
import dev.tidemark.cli.rig.Run;
import dev.tidemark.cli.rig.ServerLives;
import dev.tidemark.cli.rig.Site;
import dev.tidemark.client.Tidemark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Kills devices at random moments while they write and sync, starts them again on the same files,
/// and compares what they said they had written with what the server has in the end, and with what
/// every device shows. One more device is never killed; the server is, at times.
final class DeviceTrial {
    /// Devices that are killed again and again, at the same time.
    private static final int DEVICES = 2;

    private static final int TALLIES = 6;
    static final String KILLS = "kills of a device";
    private static final String AT_WORK = "  at some moment of its work";
    private static final String SYNCING = "  right after it began to sync";
    private static final String WRITING = "  right after it began to write";
    private static final String STARTING = "  while it opened its database";
    private static final String FIRST = "  while it made its database";
    private static final String BOTH = "  (of all these, together with the server)";

    private final Run run;
    private final Findings findings;
    private final Marks marks = new Marks();
    private final List<String> tallies = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private final ReentrantLock serverTurn = new ReentrantLock();
    private final CountDownLatch over = new CountDownLatch(1);

    DeviceTrial(Run run) {
        this.run = run;
        this.findings = run.findings();
        Dice ids = run.dice("tallies", 0);
        for (int i = 0; i < TALLIES; i++) {
            tallies.add(ids.uuid());
        }
    }

    /// Runs it to its end.
    ///
    /// @throws IOException if a process does not start, or no answer comes
    void run(int kills) throws IOException, InterruptedException, SQLException {
        Files.createDirectories(run.folder());
        List.of(KILLS, AT_WORK, SYNCING, WRITING, STARTING, FIRST, BOTH)
                .forEach(each -> findings.add(each, 0));
        Path steady = file("steady");
        try (Site site = Site.make(run, Writer.APP, Writer.SCHEMA);
                Tidemark calm = DeviceLoad.open(steady, site.server().address(), site.key());
                ExecutorService threads = Executors.newCachedThreadPool()) {
            Future<?> calmly = threads.submit(() -> work(calm));
            List<Future<?>> killing = new ArrayList<>();
            for (int i = 0; i < DEVICES; i++) {
                int number = i;
                int share = kills / DEVICES + (i < kills % DEVICES ? 1 : 0);
                killing.add(threads.submit(() -> kill(site, number, share)));
            }
            for (Future<?> each : killing) {
                await(each);
            }
            over.countDown();
            await(calmly);
            new DeviceCheck(run, site, marks, files).compare();
        }
    }

    private Path file(String name) throws IOException {
        Path file = Files.createDirectories(run.folder().resolve(name)).resolve("app.db");
        synchronized (files) {
            files.add(file);
        }
        return file;
    }

    private Void work(Tidemark calm) throws InterruptedException {
        DeviceLoad load =
                new DeviceLoad(calm, "steady", run.dice("steady", 0), tallies, this::said);
        Dice pauses = run.dice("steady pauses", 0);
        int turn = 0;
        while (!over.await(pauses.nanosUntil(12), TimeUnit.NANOSECONDS)) {
            load.write();
            if (++turn % 10 == 0) {
                load.sync();
            }
        }
        return null;
    }

    private void said(String line) {
        if (line.startsWith(DeviceLoad.INTENDS)) {
            marks.intend(Mark.read(line.substring(DeviceLoad.INTENDS.length())));
        } else if (line.startsWith(DeviceLoad.WROTE)) {
            marks.write(Mark.read(line.substring(DeviceLoad.WROTE.length())));
        }
    }

    private Void kill(Site site, int number, int kills) throws IOException, InterruptedException {
        try (Moments moments = new Moments();
                DeviceLives device = device(site, "device" + number, moments)) {
            device.spawn(run.dice("first life", number).seed());
            for (int i = 0; i < kills; i++) {
                Dice dice = run.dice("device kill " + number, i);
                int kind = dice.below(100);
                if (kind < 8) {
                    killAtFirstStart(site, number + "-" + i, dice, moments);
                } else {
                    kill(site, device, dice, moments, kind);
                    device.spawn(dice.seed());
                }
                findings.add(KILLS, 1);
                run.step();
            }
            device.finish();
        }
        return null;
    }

    private DeviceLives device(Site site, String name, Moments moments) throws IOException {
        return new DeviceLives(run.programs(), site, file(name), tallies, marks, findings, moments);
    }

    private void kill(Site site, DeviceLives device, Dice dice, Moments moments, int kind)
            throws IOException, InterruptedException {
        if (kind < 25) {
            moments.pass(dice.nanosUntil(400));
            findings.add(STARTING, 1);
        } else if (kind < 55) {
            killPoint(device, dice, moments, device.syncStart(), 8);
            findings.add(SYNCING, 1);
        } else if (kind < 80) {
            killPoint(device, dice, moments, DeviceLoad.INTENDS, 0.5);
            findings.add(WRITING, 1);
        } else {
            device.awaitOpen();
            moments.pass(dice.nanosUntil(700));
            findings.add(AT_WORK, 1);
        }
        if (dice.percent(12)) {
            killBoth(site.server(), device);
        } else {
            device.kill();
        }
    }

    private void killBoth(ServerLives server, DeviceLives device)
            throws IOException, InterruptedException {
        serverTurn.lock();
        try {
            server.kill();
            device.kill();
            server.start();
        } finally {
            serverTurn.unlock();
        }
        findings.add(BOTH, 1);
    }

    /// Waits until it has worked for a while, and then for something to begin.
    private static void killPoint(
            DeviceLives device, Dice dice, Moments moments, String begins, double millisAfter)
            throws InterruptedException {
        device.awaitOpen();
        moments.pass(dice.nanosUntil(400));
        device.awaitLine(begins);
        moments.pass(dice.nanosUntil(millisAfter));
    }

    /// Another device is killed while it makes its database; then it works for a while.
    private void killAtFirstStart(Site site, String name, Dice dice, Moments moments)
            throws IOException, InterruptedException {
        try (DeviceLives fresh = device(site, "new" + name, moments)) {
            fresh.spawn(dice.seed());
            moments.awaitFile(fresh.file());
            moments.pass(dice.nanosUntil(60));
            fresh.kill();
            findings.add(FIRST, 1);
            fresh.spawn(dice.seed());
            fresh.awaitLine(DeviceLoad.WROTE);
            fresh.finish();
        }
    }

    private static void await(Future<?> future)
            throws IOException, InterruptedException, SQLException {
        try {
            future.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException bug -> throw bug;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}

package dev.tidemark.cli.crash;

import dev.tidemark.cli.rig.Child;
import dev.tidemark.cli.rig.Findings;
import dev.tidemark.cli.rig.Moments;
import dev.tidemark.cli.rig.Programs;
import dev.tidemark.cli.rig.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One device through all its lives: the same database file, and a new process after each death.
///
/// Not thread-safe, but for the lines that its processes print.
final class DeviceLives implements AutoCloseable {
    private static final String GOES_ON =
            "a device goes on after any death, and stays the same device";
    private static final int OPEN_SECONDS_MAX = 30;
    private static final String NONE_REFUSED = "no mutation is refused";

    private final Programs programs;
    private final Site site;
    private final Path file;
    private final List<String> tallies;
    private final Marks marks;
    private final Findings findings;
    private final Moments moments;
    private final Set<String> ids = new TreeSet<>();
    private volatile String wanted = "";
    private volatile boolean drained;
    private volatile boolean live;
    private volatile CountDownLatch open = new CountDownLatch(1);
    private @Nullable Child current;
    private int lives;

    /// @param file its database, in a folder of its own
    DeviceLives(
            Programs programs,
            Site site,
            Path file,
            List<String> tallies,
            Marks marks,
            Findings findings,
            Moments moments) {
        this.programs = programs;
        this.site = site;
        this.file = file;
        this.tallies = List.copyOf(tallies);
        this.marks = marks;
        this.findings = findings;
        this.moments = moments;
    }

    Path file() {
        return file;
    }

    /// Starts a life, and does not wait for it.
    ///
    /// @param seed of what it does
    void spawn(long seed) throws IOException {
        List<String> command = programs.java(DeviceProcess.class);
        String name = file.getParent().getFileName() + "." + lives++;
        command.addAll(
                List.of(file.toString(), site.server().address().toString(), site.key(), name));
        command.add(Long.toString(seed));
        command.addAll(tallies);
        Path folder = file.getParent();
        open = new CountDownLatch(1);
        current =
                Child.start(
                        command,
                        folder.resolve("scratch"),
                        folder.resolve("device.log"),
                        this::printed,
                        () -> {});
    }

    private void printed(String line) {
        if (line.startsWith(DeviceLoad.INTENDS)) {
            marks.intend(Mark.read(line.substring(DeviceLoad.INTENDS.length())));
        } else if (line.startsWith(DeviceLoad.WROTE)) {
            marks.write(Mark.read(line.substring(DeviceLoad.WROTE.length())));
            findings.add("writes said to be on a device's disk", 1);
        } else if (line.startsWith(DeviceLoad.SYNCED)) {
            findings.add("syncs that came to their end", 1);
            findings.check(NONE_REFUSED, line.endsWith(" 0"), () -> line);
        } else if (line.startsWith(DeviceLoad.TROUBLE)) {
            findings.add("syncs that did not", 1);
            boolean offline = line.startsWith(DeviceLoad.TROUBLE + "OFFLINE");
            findings.check("a device in trouble is offline and nothing worse", offline, () -> line);
        } else if (line.startsWith(DeviceProcess.DEVICE)) {
            ids.add(line.split(" ")[1]);
            findings.check(GOES_ON, ids.size() == 1, () -> file + " was " + ids);
            live = line.endsWith(DeviceProcess.LIVE);
            open.countDown();
        } else if (line.startsWith(DeviceProcess.FAILED)) {
            findings.violated(GOES_ON, file + " " + line);
        }
        drained |= line.equals(DeviceProcess.DRAINED);
        if (!wanted.isEmpty() && line.startsWith(wanted)) {
            moments.happened();
        }
    }

    /// Waits until this life has opened its database.
    void awaitOpen() throws InterruptedException {
        boolean opened = open.await(OPEN_SECONDS_MAX, TimeUnit.SECONDS);
        findings.check(GOES_ON, opened, () -> file + " was not opened; see device.log beside it");
    }

    /// Waits until it says something that begins like this.
    void awaitLine(String start) throws InterruptedException {
        wanted = start;
        moments.awaitEvent();
        wanted = "";
    }

    /// What it says right before it syncs.
    String syncStart() {
        return live ? DeviceLoad.WROTE : DeviceLoad.SYNCS;
    }

    /// Ends this life with `kill -9`.
    void kill() {
        Child child = current;
        if (child != null) {
            findings.check(GOES_ON, child.isAlive(), () -> file + " was dead before it was killed");
            child.kill();
        }
    }

    /// Lets it send what is left, and end.
    void finish() throws IOException, InterruptedException {
        Child child = current;
        if (child != null) {
            int code = child.finish();
            findings.check(
                    "a device sends all that is left",
                    code == 0 && drained,
                    () -> file + " ended with " + code);
            current = null;
        }
    }

    @Override
    public void close() {
        Child child = current;
        if (child != null) {
            child.close();
        }
    }
}

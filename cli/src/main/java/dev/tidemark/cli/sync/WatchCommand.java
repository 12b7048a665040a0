package dev.tidemark.cli.sync;

import dev.tidemark.cli.console.Ink;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Texts;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.cli.record.RecordLine;
import dev.tidemark.client.Changes;
import dev.tidemark.client.LocalRecord;
import dev.tidemark.client.Status;
import dev.tidemark.client.Subscription;
import dev.tidemark.client.Tidemark;
import dev.tidemark.core.record.RecordKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Syncs by itself and tells of every record that changes.
@Command(
        name = "watch",
        description = "Sync live, and print each record that changes, until Ctrl-C.",
        footer = {"", "Example:", "  tidemark watch notes --json | while read -r record; do …"})
public final class WatchCommand implements Runnable {

    /// How often the state is looked at.
    private static final long STATE_MILLIS = 500;

    private final Shell shell;

    @Mixin private DeviceOptions device;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "COLLECTION",
            description = "Tell of this collection only.")
    private @Nullable String collection;

    @Option(names = "--seconds", paramLabel = "N", description = "End after so many seconds.")
    private @Nullable Integer seconds;

    @Option(names = "--count", paramLabel = "N", description = "End after so many changes.")
    private @Nullable Integer count;

    @Option(names = "--json", description = "Print each record as one JSON object a line.")
    private boolean json;

    public WatchCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        try (Tidemark tidemark = device.open(shell)) {
            BlockingQueue<Changes> changes = new LinkedBlockingQueue<>();
            try (Subscription _ =
                    collection == null
                            ? tidemark.observe(changes::add)
                            : tidemark.observe(collection, changes::add)) {
                tidemark.goLive();
                watch(tidemark, changes);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void watch(Tidemark tidemark, BlockingQueue<Changes> changes)
            throws InterruptedException {
        Instant end =
                seconds == null ? Instant.MAX : Instant.now().plus(Duration.ofSeconds(seconds));
        long left = count == null ? Long.MAX_VALUE : count;
        Status.State told = null;
        while (left > 0 && Instant.now().isBefore(end)) {
            Status status = tidemark.status();
            if (status.state() != told && status.state() != Status.State.SYNCING) {
                told = status.state();
                tell(status);
            }
            Changes next = changes.poll(STATE_MILLIS, TimeUnit.MILLISECONDS);
            if (next != null) {
                left -= print(tidemark, next, left);
            }
        }
    }

    private void tell(Status status) {
        String trouble = status.trouble() == null ? "" : ": " + status.trouble().detail();
        shell.remark("%s  %s%s".formatted(now(), status.state().word(), Texts.oneLine(trouble)));
    }

    private long print(Tidemark tidemark, Changes changes, long most) {
        long printed = 0;
        for (RecordKey key : changes.keys()) {
            LocalRecord record = tidemark.records(key.collection()).find(key.id()).orElse(null);
            if (record != null && printed < most) {
                print(record);
                printed++;
            }
        }
        return printed;
    }

    private void print(LocalRecord record) {
        if (json) {
            RecordLine.of(record).print(shell);
            return;
        }
        String what =
                record.deleted()
                        ? shell.paint(Ink.RED, "deleted")
                        : Texts.cut(Texts.oneLine(record.json()), shell.width());
        shell.out()
                .println(
                        "%s  %s%s  %s"
                                .formatted(
                                        now(),
                                        shell.paint(
                                                Ink.BOLD, Texts.oneLine(record.key().toString())),
                                        record.disputed()
                                                ? " " + shell.paint(Ink.RED, "in conflict")
                                                : "",
                                        what));
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

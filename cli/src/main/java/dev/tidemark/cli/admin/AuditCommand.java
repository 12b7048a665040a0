package dev.tidemark.cli.admin;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Table;
import dev.tidemark.server.audit.AuditFolder;
import dev.tidemark.wire.audit.AuditPage;
import dev.tidemark.wire.audit.AuditPage.Event;
import dev.tidemark.wire.audit.AuditReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Who did what on a server, and whether what it says of that is what was written.
@Command(
        name = "audit",
        description = "List who did what on a server, and verify that nobody changed the list.",
        footer = {
            "",
            "An owner's key reads the audit of its account, an admin's also the server's. Examples:",
            "  tidemark audit list --last 20",
            "  tidemark audit verify --server-wide",
            "  tidemark audit verify --data tidemark-data"
        })
public final class AuditCommand {
    private static final String PATH = "/v1/audit";
    private static final int PAGE = 1_000;
    private static final Pattern KNOWN = Pattern.compile("([0-9]{1,15}):([0-9a-f]{64})");

    private final Shell shell;

    public AuditCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "list", description = "List events, the newest last.")
    void list(
            @Mixin ServerOptions server,
            @Option(
                            names = "--server-wide",
                            description = "What is about no account: accounts, schemas, backups.")
                    boolean serverWide,
            @Option(
                            names = "--since",
                            paramLabel = "EVENT",
                            defaultValue = "0",
                            description = "Only what came behind this event. Default: all.")
                    long since,
            @Option(names = "--last", paramLabel = "N", description = "Only the newest N events.")
                    @Nullable Long last) {
        try (Connection connection = server.connect(shell)) {
            long from = since;
            if (last != null) {
                from = Math.max(since, page(connection, serverWide, 0, 1).newest() - last);
            }
            print(connection, server.json(), serverWide, from);
        }
    }

    private void print(Connection connection, boolean json, boolean serverWide, long since) {
        long from = since;
        AuditPage page;
        do {
            page = page(connection, serverWide, from, PAGE);
            print(page, json);
            from = page.events().isEmpty() ? from : page.events().getLast().eventId();
        } while (page.hasMore());
    }

    private static AuditPage page(
            Connection connection, boolean serverWide, long since, int limit) {
        return AuditPage.read(
                connection.bytes(
                        "%s?of=%s&since=%d&limit=%d"
                                .formatted(PATH, of(serverWide), since, limit)));
    }

    private static String of(boolean serverWide) {
        return serverWide ? "server" : "account";
    }

    private void print(AuditPage page, boolean json) {
        Table table =
                new Table("EVENT", "WHEN", "ACTION", "STATUS", "DEVICE", "PRINCIPAL", "DETAIL");
        for (Event event : page.events()) {
            if (json) {
                line(event).print(shell);
            } else {
                table.row(
                        Long.toString(event.eventId()),
                        event.at().toString(),
                        event.action(),
                        event.status(),
                        Objects.requireNonNullElse(event.deviceId(), ""),
                        event.principal(),
                        event.detail());
            }
        }
        table.print(shell);
    }

    private static JsonLine line(Event event) {
        return new JsonLine()
                .with("eventId", event.eventId())
                .with("action", event.action())
                .with("status", event.status())
                .with("deviceId", event.deviceId())
                .with("principal", event.principal())
                .with("timestamp", event.at())
                .with("detail", event.detail())
                .with("traceId", event.traceId());
    }

    @Command(
            name = "verify",
            description = {
                "Look whether each event is as it was written and none is missing.",
                "Keep the number and the hash that it prints, and give them to --expect later: whoever"
                        + " can write to the server's disk can forge a whole list, but not the"
                        + " hash of an event that you know."
            })
    void verify(
            @Mixin ServerOptions server,
            @Option(names = "--server-wide", description = "The audit that is about no account.")
                    boolean serverWide,
            @Option(
                            names = "--data",
                            paramLabel = "DIR",
                            description = "Look into the data folder of a stopped server instead.")
                    @Nullable Path data,
            @Option(
                            names = "--expect",
                            paramLabel = "EVENT:HASH",
                            description = "What an earlier look printed; not with --data.")
                    @Nullable String expected)
            throws IOException {
        Map<String, AuditReport> reports = reports(server, serverWide, data, known(data, expected));
        reports.forEach((whose, report) -> print(whose, report, server.json()));
        long bad = reports.values().stream().filter(report -> !report.whole()).count();
        if (bad > 0) {
            throw Failure.of(
                    Exit.DIFFERENT,
                    "The audit is not what was written: %d of %d chains have faults; compare with a backup."
                            .formatted(bad, reports.size()));
        }
    }

    private static String known(@Nullable Path data, @Nullable String expected) {
        if (expected == null) {
            return "";
        }
        Matcher matcher = KNOWN.matcher(expected);
        if (data != null || !matcher.matches()) {
            throw Failure.usage("--expect is EVENT:HASH as printed, and does not go with --data.");
        }
        return "&event=" + matcher.group(1) + "&hash=" + matcher.group(2);
    }

    private SortedMap<String, AuditReport> reports(
            ServerOptions server, boolean serverWide, @Nullable Path data, String known)
            throws IOException {
        if (data != null) {
            return new AuditFolder(shell.resolve(data)).check();
        }
        TreeMap<String, AuditReport> one = new TreeMap<>();
        try (Connection connection = server.connect(shell)) {
            String path = PATH + "/verify?of=" + of(serverWide) + known;
            one.put(of(serverWide), AuditReport.read(connection.bytes(path)));
        }
        return one;
    }

    private void print(String whose, AuditReport report, boolean json) {
        if (json) {
            new JsonLine()
                    .with("audit", whose)
                    .with("whole", report.whole())
                    .with("events", report.events())
                    .with("hash", report.hash())
                    .with(
                            "faults",
                            report.faults().stream().map(AuditReport.Fault::toString).toList())
                    .print(shell);
            return;
        }
        shell.out()
                .println(
                        "%s: %d events, to be known again by %d:%s"
                                .formatted(whose, report.events(), report.events(), report.hash()));
        report.faults().forEach(fault -> shell.out().println("  " + fault));
    }
}

package dev.tidemark.cli.history;

import dev.tidemark.cli.admin.Connection;
import dev.tidemark.cli.conflict.ConflictLine;
import dev.tidemark.cli.console.Ink;
import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Texts;
import dev.tidemark.cli.record.Shown;
import dev.tidemark.core.value.JsonText;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.HistoryPage;
import dev.tidemark.wire.command.HistoryPage.Old;
import dev.tidemark.wire.command.HistoryPage.Version;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.Words;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Every version of a record.
@Command(
        name = "history",
        description = {
            "Show every accepted write of a record, newest first: who, when, and what it replaced.",
            "What a rule refused comes last, with its values, for keys that may write."
        },
        footer = {
            "",
            "Examples:",
            "  tidemark history endpoints 3f2a… --limit 5",
            "  tidemark history endpoints 3f2a… --json | jq -r .deviceId"
        })
public final class HistoryCommand implements Runnable {
    private static final int PAGE = 500;

    private final Shell shell;

    @Mixin private RecordOptions record = new RecordOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Show at most so many versions. Default: all.")
    private int limit = Integer.MAX_VALUE;

    public HistoryCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        try (Connection connection = record.connect(shell)) {
            int left = limit;
            byte[] body = page(connection, "", left);
            HistoryPage first = HistoryPage.read(body);
            HistoryPage page = first;
            print(page, body);
            left -= page.versions().size();
            while (page.hasMore() && left > 0) {
                body = page(connection, "&before=" + page.versions().getLast().version(), left);
                page = HistoryPage.read(body);
                print(page, body);
                left -= page.versions().size();
            }
            first.refused().forEach(this::print);
        }
    }

    private byte[] page(Connection connection, String before, int left) {
        int size = Math.max(1, Math.min(PAGE, left));
        return connection.bytes(record.path() + "?limit=" + size + before);
    }

    private void print(HistoryPage page, byte[] body) {
        if (!record.json()) {
            page.versions().forEach(this::print);
            return;
        }
        if (Json.read(body, JsonLimits.STORED) instanceof Value.Obj answer
                && answer.members().get("versions") instanceof Value.Array versions) {
            versions.items().forEach(each -> shell.out().println(JsonText.exact(each)));
        }
    }

    private void print(Version version) {
        shell.out()
                .println(
                        "%s  %s  %s by %s%s"
                                .formatted(
                                        shell.paint(Ink.YELLOW, Long.toString(version.version())),
                                        shell.paint(Ink.BOLD, Words.of(version.op())),
                                        version.acceptedAt(),
                                        Texts.oneLine(version.deviceId()),
                                        version.superseded() ? "" : "  (shown in part or whole)"));
        for (Map.Entry<String, Value> field : version.fields().members().entrySet()) {
            line(field.getKey(), Shown.text(field.getValue()), version);
        }
        for (String name : version.unset()) {
            line(name, "taken away", version);
        }
    }

    private void line(String name, String written, Version version) {
        List<Old> replaced = version.replaced().getOrDefault(name, List.of());
        String was =
                replaced.stream()
                        .map(old -> Shown.text(old.value()))
                        .collect(Collectors.joining(", "));
        String line = "    %s: %s".formatted(Texts.oneLine(name), written);
        String behind = was.isEmpty() ? "" : "   was " + was;
        shell.out().println(line + shell.paint(Ink.FAINT, behind));
    }

    private void print(ListedConflict refused) {
        if (record.json()) {
            JsonLine line = ConflictLine.of(refused).with("refused", refused.detail());
            line.with("command", refused.command() == null ? Value.NULL : refused.command());
            line.print(shell);
            return;
        }
        shell.out()
                .println(
                        "%s  %s  %s"
                                .formatted(
                                        shell.paint(Ink.RED, "refused"),
                                        refused.openedAt(),
                                        Texts.oneLine(refused.detail())));
        if (refused.command() != null) {
            shell.out().println("    " + Shown.text(refused.command()));
        }
    }
}

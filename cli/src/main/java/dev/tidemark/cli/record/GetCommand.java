package dev.tidemark.cli.record;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Ink;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Texts;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.client.LocalRecord;
import dev.tidemark.client.Tidemark;
import dev.tidemark.core.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows one record.
@Command(
        name = "get",
        description = "Show a record as this device has it.",
        footer = {"", "Example:", "  tidemark get endpoints ID --json | jq .fields.name"})
public final class GetCommand implements Runnable {
    private final Shell shell;

    @Mixin private DeviceOptions device;

    @Parameters(index = "0", paramLabel = "COLLECTION", description = "Where it belongs.")
    private String collection = "";

    @Parameters(index = "1", paramLabel = "ID", description = "Its id.")
    private String id = "";

    @Option(names = "--deleted", description = "Show it even if it is deleted.")
    private boolean deleted;

    @Option(names = "--json", description = "Print it as one JSON object.")
    private boolean json;

    public GetCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        try (Tidemark tidemark = device.open(shell)) {
            LocalRecord record = Finding.record(tidemark.records(collection), id);
            if (record.deleted() && !deleted) {
                throw Failure.of(
                        Exit.NOT_FOUND,
                        "%s is deleted; --deleted shows it all the same.".formatted(record.key()));
            }
            if (json) {
                RecordLine.of(record).print(shell);
            } else {
                print(record);
            }
        }
    }

    private void print(LocalRecord record) {
        String remarks = String.join(", ", remarks(record));
        shell.out()
                .println(
                        shell.paint(Ink.BOLD, Texts.oneLine(record.key().toString()))
                                + (remarks.isEmpty() ? "" : "  " + remarks));
        int width =
                record.fields().members().keySet().stream().mapToInt(Texts::width).max().orElse(0);
        for (Map.Entry<String, Value> field : record.fields().members().entrySet()) {
            shell.out()
                    .println(
                            "  "
                                    + Texts.padded(Texts.oneLine(field.getKey()), width)
                                    + "  "
                                    + Shown.text(field.getValue()));
        }
    }

    private List<String> remarks(LocalRecord record) {
        List<String> remarks = new ArrayList<>();
        if (record.deleted()) {
            remarks.add(shell.paint(Ink.RED, "deleted"));
        }
        if (record.pending()) {
            remarks.add(shell.paint(Ink.YELLOW, "not confirmed by the server yet"));
        }
        if (record.disputed()) {
            remarks.add(shell.paint(Ink.RED, "in conflict"));
        }
        return remarks;
    }
}

package dev.tidemark.cli.transfer;

import dev.tidemark.cli.console.Bar;
import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Interruption;
import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Texts;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.cli.record.FieldArguments;
import dev.tidemark.cli.transfer.Importing.BadLine;
import dev.tidemark.cli.transfer.Importing.Manner;
import dev.tidemark.client.Tidemark;
import dev.tidemark.core.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Reads records from a file into the device database.
@Command(
        name = "import",
        description = {
            "Read records from a file of JSON lines or CSV. A record that is here already is"
                    + " changed where it differs; fields that the file does not name stay.",
            "It writes in transactions of whole records. Stopped by Ctrl-C it says how to go on;"
                    + " after a crash, import the same file again: nothing is written twice."
        },
        footer = {
            "",
            "Examples:",
            "  tidemark import endpoints.jsonl --collection endpoints --id-from name",
            "  tidemark import stations.csv --collection stations --id-from USAF,WBAN --text",
            "  tidemark import sites.csv --collection observations --set status=draft",
            "  tidemark export | tidemark import - --db copy.db"
        })
public final class ImportCommand implements Callable<Integer> {
    /// A transaction takes far less. A standard input on which nothing comes cannot be woken.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Shell shell;

    @Mixin private DeviceOptions device;

    @Mixin private IdOptions ids;

    @Mixin private CellOptions cells;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "The file; - for the standard input.")
    private String file = "";

    @Option(
            names = "--collection",
            paramLabel = "NAME",
            description =
                    "Where the records go. Without it, each line names its own, as 'tidemark"
                            + " export' writes them.")
    private @Nullable String collection;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "jsonl, csv or tsv. Default: what the file's name says, else jsonl.")
    private @Nullable FileFormat format;

    @Option(
            names = "--set",
            paramLabel = "FIELD",
            description = "Give every record this field (name=text or name:=json).")
    private List<String> constants = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "LINE",
            description = "Begin with this line; the first row of a table is read all the same.")
    private long from = 1;

    @Option(
            names = "--skip-bad",
            description =
                    "Pass over bad lines and list them at the end. Default: stop at the first.")
    private boolean skipBad;

    @Option(names = "--restore", description = "Bring back records that were deleted here.")
    private boolean restore;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Records in one transaction, 1 to 10000. Default: 500.")
    private int batch = 500;

    @Option(names = "--json", description = "Print what was done as one JSON object.")
    private boolean json;

    public ImportCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        ids.check();
        if (batch < 1 || batch > 10_000 || from < 1) {
            throw Failure.usage("--batch is 1 to 10000, and --from a line from 1.");
        }
        if (collection == null && format() != FileFormat.JSONL) {
            throw Failure.usage("A table needs --collection: where should its records go?");
        }
        Value.Obj fields = FieldArguments.read(constants);
        try (Tidemark tidemark = device.open(shell);
                Source source = Source.of(stream());
                Rows rows = rows(source);
                Bar bar = new Bar(shell, "records");
                Interruption interruption = new Interruption(Exit.INTERRUPTED, PATIENCE)) {
            long size = size();
            Importing importing =
                    new Importing(
                            tidemark,
                            new EntryReader(collection, ids, fields),
                            new Manner(batch, from, skipBad, restore),
                            interruption::asked,
                            so ->
                                    bar.show(
                                            so.written() + so.unchanged(),
                                            size > 0 ? (double) source.bytesRead() / size : -1));
            return run(importing, rows, bar);
        }
    }

    private int run(Importing importing, Rows rows, Bar bar) throws IOException {
        try {
            importing.run(rows);
        } catch (IOException e) {
            bar.close();
            say(importing);
            throw Failure.of(
                    Exit.BAD_INPUT,
                    "%s: %s. What stands before is imported."
                            .formatted(file, String.valueOf(e.getMessage())),
                    e);
        }
        bar.close();
        say(importing);
        return ending(importing).code();
    }

    private Exit ending(Importing importing) {
        BadLine ending = importing.ending();
        if (ending != null) {
            throw Failure.of(
                    Exit.BAD_INPUT,
                    ("%s, line %d: %s. The lines before it are imported; mend it and go on with"
                                    + " --from %d, or add --skip-bad.")
                            .formatted(
                                    file, ending.line(), withoutStop(ending.why()), ending.line()));
        }
        if (importing.stopped()) {
            shell.remark(
                    "Stopped. Whole records are kept; go on with the same command and --from %d."
                            .formatted(importing.next()));
            return Exit.INTERRUPTED;
        }
        return Exit.OK;
    }

    private static String withoutStop(String why) {
        return why.endsWith(".") ? why.substring(0, why.length() - 1) : why;
    }

    private void say(Importing importing) {
        if (json) {
            new JsonLine()
                    .with("written", importing.written())
                    .with("unchanged", importing.unchanged())
                    .with("deleted", importing.deleted())
                    .with("bad", importing.badCount())
                    .with("complete", !importing.stopped())
                    .with("next", importing.next())
                    .print(shell);
        } else {
            shell.out().println(sentence(importing));
        }
        if (skipBad) {
            for (BadLine each : importing.bad()) {
                shell.remark("line %d: %s".formatted(each.line(), Texts.oneLine(each.why())));
            }
            if (importing.badCount() > importing.bad().size()) {
                shell.remark(
                        "… and %d more bad lines."
                                .formatted(importing.badCount() - importing.bad().size()));
            }
        }
    }

    private static String sentence(Importing importing) {
        StringBuilder sentence = new StringBuilder();
        sentence.append(
                String.format(
                        Locale.ROOT,
                        "Imported %,d records, %,d were here already",
                        importing.written(),
                        importing.unchanged()));
        if (importing.deleted() > 0) {
            sentence.append(
                    String.format(
                            Locale.ROOT,
                            ", %,d were deleted here and stay so (--restore brings them back)",
                            importing.deleted()));
        }
        if (importing.badCount() > 0) {
            sentence.append(String.format(Locale.ROOT, ", %,d bad lines", importing.badCount()));
        }
        return sentence.append('.').toString();
    }

    private FileFormat format() {
        if (format != null) {
            return format;
        }
        return file.equals("-") ? FileFormat.JSONL : FileFormat.of(Path.of(file));
    }

    private Rows rows(Source source) {
        FileFormat which = format();
        try {
            return which == FileFormat.JSONL
                    ? new JsonLines(source)
                    : new CsvRows(source, cells.delimiter(which), cells.cells());
        } catch (IOException e) {
            throw Failure.of(Exit.BAD_INPUT, "%s: %s.".formatted(file, e.getMessage()), e);
        }
    }

    private InputStream stream() throws IOException {
        return file.equals("-") ? shell.in() : Files.newInputStream(path());
    }

    private long size() throws IOException {
        return file.equals("-") ? 0 : Files.size(path());
    }

    private Path path() {
        return shell.resolve(Path.of(file));
    }
}

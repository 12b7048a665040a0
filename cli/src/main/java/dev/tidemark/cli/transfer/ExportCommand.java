package dev.tidemark.cli.transfer;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.client.Tidemark;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes the live records of a device into a file.
@Command(
        name = "export",
        description = {
            "Write the live records of this device as JSON lines, or those of one collection as"
                    + " CSV.",
            "JSON lines are {\"collection\", \"id\", \"fields\"}, which 'tidemark import' reads"
                    + " back, each value exactly as it was."
        },
        footer = {
            "",
            "Examples:",
            "  tidemark export all.jsonl",
            "  tidemark export stations.csv --collection stations --field USAF --field WBAN"
        })
public final class ExportCommand implements Runnable {
    private final Shell shell;

    @Mixin private DeviceOptions device;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            description = "The new file. Default: the standard output.")
    private @Nullable Path file;

    @Option(
            names = "--collection",
            paramLabel = "NAME",
            description = "Only this collection; may be repeated. Default: all.")
    private List<String> collections = new ArrayList<>();

    @Option(
            names = "--field",
            paramLabel = "NAME",
            description = "In CSV, the columns; may be repeated. Default: every field there is.")
    private List<String> fields = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "jsonl, csv or tsv. Default: what the file's name says, else jsonl.")
    private @Nullable FileFormat format;

    @Option(names = "--force", description = "Replace a file that is there.")
    private boolean force;

    public ExportCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        FileFormat which =
                format != null ? format : file == null ? FileFormat.JSONL : FileFormat.of(file);
        if (which != FileFormat.JSONL && collections.size() != 1) {
            throw Failure.usage("A table holds one collection; name it with --collection.");
        }
        try (Tidemark tidemark = device.open(shell)) {
            Exporting exporting = new Exporting(tidemark, collections, fields, which);
            if (file == null) {
                exporting.write(shell.out());
                shell.out().flush();
            } else {
                toFile(exporting, shell.resolve(file));
            }
        } catch (IOException e) {
            throw Failure.of(Exit.STORAGE, "The export failed: " + e.getMessage() + ".", e);
        }
    }

    /// Beside the file first, so that nobody takes a half for the whole.
    private void toFile(Exporting exporting, Path target) throws IOException {
        if (Files.exists(target) && !force) {
            throw Failure.usage("%s is there already; --force replaces it.".formatted(target));
        }
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            long records;
            try (Writer writer = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
                records = exporting.write(writer);
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            shell.remark("Exported %d records to %s.".formatted(records, target));
        } finally {
            Files.deleteIfExists(part);
        }
    }
}

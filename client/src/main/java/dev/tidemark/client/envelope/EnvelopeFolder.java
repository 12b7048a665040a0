package dev.tidemark.client.envelope;

import dev.tidemark.wire.envelope.EnvelopeReport;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.json.Members;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a workspace keeps what it exported, under {@code user/exports/}, and what became of it,
 * under {@code reports/}. Files appear whole or not at all, and none replaces another. Thread-safe.
 */
public final class EnvelopeFolder {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path exports;
    private final Path reports;

    /**
     * @param workspace its folder; the two below are made when something is kept
     */
    public EnvelopeFolder(Path workspace) {
        this.exports = workspace.resolve("user").resolve("exports");
        this.reports = workspace.resolve("reports");
    }

    /** Writes an envelope. */
    @FunctionalInterface
    public interface Content {

        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Keeps an export.
     *
     * @return the new file
     */
    public Path keepExport(Instant now, Content content) throws IOException {
        Files.createDirectories(exports);
        return write(free(exports, "envelope-" + STAMP.format(now), ".json"), content);
    }

    /**
     * Keeps a report under its id. The same report again changes nothing.
     *
     * @return its file
     * @throws IOException if its id is none, or another report has it
     */
    public Path keepReport(EnvelopeReport report) throws IOException {
        Path file = reportFile(report.id());
        byte[] bytes = report.bytes();
        if (Files.exists(file)) {
            if (!Arrays.equals(Files.readAllBytes(file), bytes)) {
                throw new IOException(file + " is another report of the same id; it was kept");
            }
            return file;
        }
        Files.createDirectories(reports);
        return write(file, out -> out.write(bytes));
    }

    /**
     * A report that was kept.
     *
     * @throws java.nio.file.NoSuchFileException if there is none of that id
     */
    public EnvelopeReport report(String id) throws IOException {
        return read(reportFile(id));
    }

    /** All reports that were kept, the newest first. */
    public List<EnvelopeReport> reports() throws IOException {
        List<EnvelopeReport> all = new ArrayList<>();
        if (Files.isDirectory(reports)) {
            try (Stream<Path> files = Files.list(reports)) {
                for (Path file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
                    all.add(read(file));
                }
            }
        }
        all.sort(
                Comparator.comparing(EnvelopeReport::applied)
                        .reversed()
                        .thenComparing(EnvelopeReport::id));
        return all;
    }

    private static EnvelopeReport read(Path file) throws IOException {
        try {
            return EnvelopeReport.read(Files.readAllBytes(file));
        } catch (JsonFault | InvalidInput e) {
            throw new IOException(file + " is no report: " + e.getMessage(), e);
        }
    }

    /** The id came from a server, and must not name a file elsewhere. */
    private Path reportFile(String id) throws IOException {
        if (!Members.isUuid(id)) {
            throw new IOException("a report is named by a UUID, and this one is not");
        }
        return reports.resolve(id + ".json");
    }

    private static Path free(Path folder, String name, String ending) {
        Path file = folder.resolve(name + ending);
        for (int i = 2; Files.exists(file); i++) {
            file = folder.resolve(name + "-" + i + ending);
        }
        return file;
    }

    private static Path write(Path file, Content content) throws IOException {
        Path part = Files.createTempFile(file.getParent(), ".part-", null);
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                content.writeTo(out);
            }
            return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}

package dev.tidemark.cli.envelope;

import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Table;
import dev.tidemark.wire.envelope.EnvelopePreview;
import dev.tidemark.wire.envelope.EnvelopePreview.Entry;
import dev.tidemark.wire.envelope.EnvelopeReport;
import dev.tidemark.wire.envelope.EnvelopeReport.Item;
import dev.tidemark.wire.envelope.EnvelopeReport.Status;
import dev.tidemark.wire.envelope.ItemProblem;
import dev.tidemark.wire.json.Words;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Shows previews and reports.
final class EnvelopePrint {

    private final Shell shell;
    private final boolean json;

    EnvelopePrint(Shell shell, boolean json) {
        this.shell = shell;
        this.json = json;
    }

    void preview(EnvelopePreview preview) {
        if (json) {
            line(preview.bytes());
            return;
        }
        Table table = new Table("WOULD BE", "TYPE", "ID", "DETAIL");
        rows(table, "new", preview.fresh());
        rows(table, "changed", preview.changed());
        rows(table, "in conflict", preview.conflicts());
        for (ItemProblem problem : preview.problems()) {
            table.row("refused", word(problem.type()), word(problem.id()), problem.detail());
        }
        table.print(shell);
        shell.remark(
                "%d new, %d changed, %d unchanged, %d in conflict, %d with problems; nothing was changed."
                        .formatted(
                                preview.fresh().size(),
                                preview.changed().size(),
                                preview.unchanged().size(),
                                preview.conflicts().size(),
                                preview.problems().size()));
    }

    private static void rows(Table table, String what, List<Entry> entries) {
        for (Entry entry : entries) {
            table.row(what, entry.key().collection(), entry.key().id(), detail(entry));
        }
    }

    private static String detail(Entry entry) {
        String cloud =
                entry.cloud() == null
                        ? ""
                        : "the account's is of %s, by %s"
                                .formatted(entry.cloud().updated(), entry.cloud().device());
        return entry.detail() == null ? cloud : entry.detail() + " " + cloud;
    }

    void report(EnvelopeReport report) {
        if (json) {
            line(report.bytes());
            return;
        }
        Table table = new Table("STATUS", "TYPE", "ID", "ARCHIVED AS", "DETAIL");
        for (Item item : report.items()) {
            table.row(
                    Words.of(item.status()),
                    word(item.type()),
                    word(item.id()),
                    word(item.archivedAs()),
                    item.detail());
        }
        table.print(shell);
        shell.remark("Report %s: %s.".formatted(report.id(), counts(report)));
    }

    void reports(List<EnvelopeReport> reports) {
        if (json) {
            reports.forEach(report -> line(report.bytes()));
            return;
        }
        Table table = new Table("REPORT", "APPLIED", "POLICY", "ITEMS");
        for (EnvelopeReport report : reports) {
            table.row(
                    report.id(),
                    report.applied().toString(),
                    Words.of(report.policy()),
                    counts(report));
        }
        table.print(shell);
    }

    private static String counts(EnvelopeReport report) {
        StringJoiner counts = new StringJoiner(", ");
        for (Status status : Status.values()) {
            counts.add(report.count(status) + " " + Words.of(status));
        }
        return counts.toString();
    }

    private static String word(@Nullable String text) {
        return text == null ? "" : text;
    }

    void line(byte[] oneObject) {
        shell.out().println(new String(oneObject, StandardCharsets.UTF_8));
    }
}

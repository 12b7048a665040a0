package dev.tidemark.cli.history;

import dev.tidemark.cli.console.Ink;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Table;
import dev.tidemark.cli.console.Texts;
import dev.tidemark.cli.record.Shown;
import dev.tidemark.core.value.JsonText;
import dev.tidemark.wire.command.RestorePreview;
import dev.tidemark.wire.command.RestorePreview.Differing;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.Words;

/// What a restore would do, as a person reads it.
record PreviewPrint(Shell shell) {

    /// Records that are shown one by one; of the rest the numbers.
    private static final int RECORDS_MAX = 20;

    /// Prints the first page of a preview.
    ///
    /// @param body as it came, for scripts
    void print(RestorePreview preview, byte[] body, boolean json) {
        if (json) {
            shell.out().println(JsonText.exact(Json.read(body, JsonLimits.STORED)));
            return;
        }
        if (preview.records().isEmpty()) {
            shell.out().println("Nothing differs from version %d.".formatted(preview.version()));
            return;
        }
        preview.records().stream().limit(RECORDS_MAX).forEach(this::print);
        if (preview.records().size() > RECORDS_MAX || preview.after() != null) {
            shell.out().println(shell.paint(Ink.FAINT, "… and more; all are counted here:"));
        }
        counts(preview);
    }

    private void counts(RestorePreview preview) {
        Table table = new Table("COLLECTION", "CREATED SINCE", "CHANGED SINCE", "DELETED SINCE");
        if (preview.collections() != null) {
            preview.collections()
                    .forEach((name, counts) ->
                            table.row(
                                    name,
                                    Long.toString(counts.created()),
                                    Long.toString(counts.changed()),
                                    Long.toString(counts.deleted())));
        }
        table.print(shell);
    }

    private void print(Differing record) {
        shell.out()
                .println(
                        "%s %s  %s"
                                .formatted(
                                        shell.paint(Ink.YELLOW, Words.of(record.restore())),
                                        Texts.oneLine(record.key().toString()),
                                        shell.paint(
                                                Ink.FAINT, Words.of(record.since()) + " since")));
        if (record.obstacle() != null) {
            shell.out()
                    .println(
                            "    "
                                    + shell.paint(Ink.RED, "stays as it is")
                                    + ": "
                                    + Texts.oneLine(record.obstacle()));
        }
        for (String name : record.names()) {
            shell.out()
                    .println(
                            "    %s: %s → %s"
                                    .formatted(
                                            Texts.oneLine(name),
                                            Shown.text(record.now().members().get(name)),
                                            Shown.text(record.then().members().get(name))));
        }
    }
}

package dev.tidemark.cli.record;

import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Table;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.client.LocalRecord;
import dev.tidemark.client.Query;
import dev.tidemark.client.Tidemark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Lists the collections of a device, or the records of one.
@Command(
        name = "list",
        description = {
            "List the records of a collection, by id; without one, list the collections.",
            "Scripts should use --json: the table shows what fits."
        },
        footer = {
            "",
            "Examples:",
            "  tidemark list",
            "  tidemark list endpoints --where method=GET --field name --field path",
            "  tidemark list notes --json | jq -c .fields"
        })
public final class ListCommand implements Runnable {
    private static final int TABLE_ROWS = 1_000;

    private final Shell shell;

    @Mixin private DeviceOptions device;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "COLLECTION",
            description = "Whose records to list.")
    private @Nullable String collection;

    @Option(
            names = "--where",
            paramLabel = "FIELD",
            description = "Only records whose field has this value; may be repeated.")
    private List<String> where = new ArrayList<>();

    @Option(
            names = "--field",
            paramLabel = "NAME",
            description = "Show only these fields, each in a column; may be repeated.")
    private List<String> columns = new ArrayList<>();

    @Option(names = "--deleted", description = "List deleted records too.")
    private boolean deleted;

    @Option(names = "--after", paramLabel = "ID", description = "Begin behind this id.")
    private @Nullable String after;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many records.")
    private @Nullable Integer limit;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    public ListCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        if (limit != null && limit < 1) {
            throw Failure.usage("--limit is a whole number from 1.");
        }
        try (Tidemark tidemark = device.open(shell)) {
            if (collection == null) {
                printCollections(tidemark);
            } else if (json) {
                tidemark.records(collection).each(query(Integer.MAX_VALUE), this::printJson);
            } else {
                printTable(tidemark.records(collection).list(query(TABLE_ROWS)));
            }
        }
    }

    private Query query(int mostByDefault) {
        Query query = Query.all().limit(limit == null ? mostByDefault : limit);
        for (String argument : where) {
            FieldArguments.Field field = FieldArguments.field(argument);
            query = query.where(field.name(), field.value());
        }
        if (deleted) {
            query = query.withDeleted();
        }
        return after == null ? query : query.after(after);
    }

    private void printCollections(Tidemark tidemark) {
        Table table = new Table("COLLECTION", "RECORDS");
        for (String name : tidemark.collections()) {
            long count = tidemark.records(name).count();
            if (json) {
                new JsonLine().with("collection", name).with("records", count).print(shell);
            } else {
                table.row(name, String.format(Locale.ROOT, "%,d", count));
            }
        }
        table.print(shell);
    }

    private void printJson(LocalRecord record) {
        RecordLine.of(record).print(shell);
    }

    private void printTable(List<LocalRecord> records) {
        List<String> headings = new ArrayList<>(List.of("ID"));
        if (columns.isEmpty()) {
            headings.add("FIELDS");
        } else {
            columns.forEach(name -> headings.add(name.toUpperCase(Locale.ROOT)));
        }
        Table table = new Table(headings.toArray(String[]::new));
        for (LocalRecord record : records) {
            table.row(cells(record));
        }
        table.print(shell);
        if (limit == null && records.size() == TABLE_ROWS) {
            shell.remark(
                    "These are the first %,d; --limit shows more, --json all."
                            .formatted(TABLE_ROWS));
        }
    }

    private String[] cells(LocalRecord record) {
        List<String> cells = new ArrayList<>(List.of(record.id()));
        if (columns.isEmpty()) {
            cells.add((record.deleted() ? "deleted " : "") + record.json());
        } else {
            columns.forEach(name -> cells.add(Shown.text(record.field(name))));
        }
        return cells.toArray(String[]::new);
    }
}

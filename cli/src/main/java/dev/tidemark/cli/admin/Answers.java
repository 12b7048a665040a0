package dev.tidemark.cli.admin;

import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Table;
import dev.tidemark.core.value.JsonText;
import dev.tidemark.core.value.Value;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// Prints what a server says as it says it: members by their names on the wire.
public final class Answers {

    private Answers() {}

    /// Prints a list: a row for each item, or a JSON object a line.
    ///
    /// @param list the member that holds the items
    /// @param columns the members to show
    public static void print(
            Shell shell, boolean json, Value.Obj answer, String list, String... columns) {
        List<Value> items =
                answer.members().get(list) instanceof Value.Array array ? array.items() : List.of();
        if (json) {
            items.forEach(item -> shell.out().println(JsonText.exact(item)));
            return;
        }
        Table table = new Table(headings(columns));
        for (Value item : items) {
            String[] cells = new String[columns.length];
            for (int i = 0; i < columns.length; i++) {
                cells[i] = text(item, columns[i]);
            }
            table.row(cells);
        }
        table.print(shell);
    }

    private static String[] headings(String[] columns) {
        String[] headings = new String[columns.length];
        for (int i = 0; i < columns.length; i++) {
            headings[i] = columns[i].replaceAll("([A-Z])", " $1").toUpperCase(Locale.ROOT);
        }
        return headings;
    }

    /// A member as a person reads it: texts without quotes, nothing for null.
    public static String text(Value object, String member) {
        Value value =
                object instanceof Value.Obj members ? members.members().get(member) : Value.NULL;
        return switch (value) {
            case Value.Text text -> text.value();
            case Value.Null _ -> "";
            case null -> "";
            case Value.Array array ->
                    String.join(
                            ", ",
                            array.items().stream()
                                    .map(item ->
                                            item instanceof Value.Text text
                                                    ? text.value()
                                                    : JsonText.exact(item))
                                    .toList());
            case Value other -> JsonText.exact(other);
        };
    }

    /// A name as one segment of a path.
    public static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

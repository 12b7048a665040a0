package dev.tidemark.cli.record;

import dev.tidemark.client.Fields;
import dev.tidemark.core.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Elements to add to sets and to remove from them, by field.
final class SetEdits {

    private SetEdits() {}

    static SortedMap<String, Value> of(List<String> added, List<String> removed) {
        SortedMap<String, List<Value>> adds = byField(added);
        SortedMap<String, List<Value>> removes = byField(removed);
        TreeMap<String, Value> edits = new TreeMap<>();
        adds.forEach((name, values) ->
                edits.put(
                        name,
                        Fields.of("add", values, "remove", removes.getOrDefault(name, List.of()))));
        removes.forEach((name, values) ->
                edits.putIfAbsent(name, Fields.of("add", List.of(), "remove", values)));
        return edits;
    }

    private static SortedMap<String, List<Value>> byField(List<String> arguments) {
        TreeMap<String, List<Value>> values = new TreeMap<>();
        for (String argument : arguments) {
            FieldArguments.Field field = FieldArguments.field(argument);
            values.computeIfAbsent(field.name(), _ -> new ArrayList<>()).add(field.value());
        }
        return values;
    }
}

package dev.tidemark.cli.conflict;

import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.ListedConflict.Field;
import dev.tidemark.wire.command.ListedConflict.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A conflict as scripts get it. A value that was taken away is absent, one that is null is null.
public final class ConflictLine {

    private ConflictLine() {}

    /// What names a conflict and shows its sides.
    public static JsonLine of(ListedConflict conflict) {
        List<Value> fields = new ArrayList<>();
        conflict.fields().forEach(field -> fields.add(field(field)));
        Suggestion suggestion = conflict.suggestion();
        return new JsonLine()
                .with("conflict", conflict.conflictId())
                .with("type", SideBySide.word(conflict.type()))
                .with("collection", conflict.key().collection())
                .with("id", conflict.key().id())
                .with("fields", Value.of(fields))
                .with("suggestion", suggestion == null ? null : suggestion.choice())
                .with("suggestedFields", suggestion == null ? Value.Obj.EMPTY : suggestion.fields())
                .with("status", conflict.status().name().toLowerCase(Locale.ROOT))
                .with("opened", conflict.openedAt())
                .with("detail", conflict.detail())
                .with("traceId", conflict.traceId().isEmpty() ? null : conflict.traceId());
    }

    private static Value field(Field field) {
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("name", Value.of(field.name()));
        put(members, "mine", field.mine());
        put(members, "theirs", field.theirs());
        put(members, "suggested", field.suggested());
        List<Value> siblings = new ArrayList<>();
        for (Sibling sibling : field.siblings()) {
            TreeMap<String, Value> each = new TreeMap<>();
            each.put("device", Value.of(sibling.dot().device()));
            each.put("written", Value.of(sibling.stamp().clock().toString()));
            put(each, "value", sibling.value());
            siblings.add(new Value.Obj(each));
        }
        members.put("siblings", Value.of(siblings));
        return new Value.Obj(members);
    }

    private static void put(TreeMap<String, Value> members, String name, @Nullable Value value) {
        if (value != null) {
            members.put(name, value);
        }
    }
}

package dev.tidemark.cli.console;

import dev.tidemark.core.value.JsonText;
import dev.tidemark.core.value.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One JSON object in one line, for scripts. What lists several things prints one such line each.
public final class JsonLine {
    private final TreeMap<String, Value> members = new TreeMap<>();

    /// Adds a text; null becomes JSON null.
    public JsonLine with(String name, @Nullable String text) {
        return with(name, text == null ? Value.NULL : Value.of(text));
    }

    /// Adds a number.
    public JsonLine with(String name, long number) {
        return with(name, Value.of(number));
    }

    /// Adds true or false.
    public JsonLine with(String name, boolean value) {
        return with(name, Value.of(value));
    }

    /// Adds a time; null becomes JSON null.
    public JsonLine with(String name, @Nullable Instant time) {
        return with(name, time == null ? null : time.toString());
    }

    /// Adds texts.
    public JsonLine with(String name, Collection<String> texts) {
        List<Value> items = new ArrayList<>();
        texts.forEach(text -> items.add(Value.of(text)));
        return with(name, Value.of(items));
    }

    /// Adds any value.
    public JsonLine with(String name, Value value) {
        members.put(name, value);
        return this;
    }

    /// As a value, to stand within another one.
    public Value.Obj value() {
        return new Value.Obj(new TreeMap<>(members));
    }

    /// Prints it.
    public void print(Shell shell) {
        shell.out().println(JsonText.exact(value()));
    }
}

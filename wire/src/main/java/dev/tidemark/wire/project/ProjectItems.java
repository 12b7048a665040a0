package dev.tidemark.wire.project;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.ProjectRules;
import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.Commands;
import dev.tidemark.wire.json.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Entities as the items of a project, and the items of a project as records. Immutable. */
public final class ProjectItems {

    static final String VERSION = "version";
    static final String BASE_VERSION = "baseVersion";
    static final String UPDATED_AT = "updated_at";

    /** Another name of a key that is one field. */
    private static final String ID = "id";

    private final ProjectRules rules;

    public ProjectItems(ProjectRules rules) {
        this.rules = rules;
    }

    /** The project's parts. */
    public ProjectRules rules() {
        return rules;
    }

    /** The record of an item; what is wrong with its key is noted among the flaws. */
    RecordKey key(String collection, Members item) {
        if (collection.equals(rules.meta())) {
            return new RecordKey(collection, ProjectRules.META_ID);
        }
        List<String> names = rules.key(collection);
        List<String> values = new ArrayList<>();
        for (String name : names) {
            values.add(names.size() == 1 ? onlyValue(item, name) : value(item, name));
        }
        String id = ProjectRules.id(values);
        if (id.length() > Commands.ID_CHARACTERS_MAX) {
            item.flaw(
                    names.get(0),
                    "the key has more than %d characters".formatted(Commands.ID_CHARACTERS_MAX));
        }
        return new RecordKey(collection, id);
    }

    /** A key of one field may be called id. */
    private static String onlyValue(Members item, String name) {
        if (!item.has(ID) || name.equals(ID)) {
            return value(item, name);
        }
        String id = value(item, ID);
        if (item.has(name) && !value(item, name).equals(id)) {
            item.flaw(ID, "is another key than %s; send one of them".formatted(name));
        }
        return id;
    }

    private static String value(Members item, String name) {
        String text = text(item.value(name));
        if (text == null || text.isEmpty()) {
            item.flaw(name, "is missing; a key is a text, or a whole number");
            return "";
        }
        Storable.Flaw flaw = Storable.ofText(item.place(name), text);
        if (flaw != null) {
            item.flaw(name, flaw.message());
        }
        return text;
    }

    /** What a member says as a part of a key; null for nothing. */
    private static @Nullable String text(@Nullable Value value) {
        if (value instanceof Value.Text text) {
            return text.value();
        }
        Long whole = value == null ? null : Members.wholeOf(value);
        return whole == null ? null : Long.toString(whole);
    }

    /** The record's fields from an item: all but what the project says of it. */
    Value.Obj fields(RecordKey key, Value.Obj item) {
        TreeMap<String, Value> fields = new TreeMap<>(item.members());
        fields.remove(VERSION);
        fields.remove(BASE_VERSION);
        if (key.collection().equals(rules.meta())) {
            fields.remove(UPDATED_AT);
        }
        keyOf(key).members().forEach(fields::putIfAbsent);
        return new Value.Obj(fields);
    }

    /** The key of a record, as an item has it; the single record has none. */
    public Value.Obj keyOf(RecordKey key) {
        if (key.collection().equals(rules.meta())) {
            return Value.Obj.EMPTY;
        }
        List<String> names = rules.key(key.collection());
        List<String> values = ProjectRules.values(key.id(), names.size());
        if (values == null) {
            return Value.Obj.EMPTY.with(ID, Value.of(key.id()));
        }
        TreeMap<String, Value> members = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            members.put(names.get(i), Value.of(values.get(i)));
        }
        return new Value.Obj(members);
    }

    /** The item of a record. */
    public Value.Obj item(RecordKey key, Value.Obj fields, ProjectVersion version) {
        TreeMap<String, Value> members = new TreeMap<>(fields.members());
        keyOf(key).members().forEach(members::putIfAbsent);
        members.put(VERSION, Value.of(version.text()));
        return new Value.Obj(members);
    }

    /** The single record's item, which tells the version of the whole project too. */
    public static Value.Obj meta(Value.Obj item, ProjectVersion project) {
        return item.with(UPDATED_AT, Value.of(project.text()));
    }
}

package dev.tidemark.wire.project;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.ProjectRules;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.Commands;
import dev.tidemark.wire.json.Members;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Entities as the items of a project, and the items of a project as records. Immutable. */
public final class ProjectItems {

    static final String VERSION = "version";
    static final String BASE_VERSION = "baseVersion";
    static final String UPDATED_AT = "updated_at";

    /** Another name of a key that is one field. */
    private static final String ID = "id";

    private final SyncSchema schema;
    private final ProjectRules rules;

    /**
     * @param schema one that has a project
     */
    public ProjectItems(SyncSchema schema) {
        this.schema = schema;
        this.rules = Objects.requireNonNull(schema.project());
    }

    /** The project's parts. */
    public ProjectRules rules() {
        return rules;
    }

    /** The rules of one of its parts. */
    public CollectionRules rules(String collection) {
        return Objects.requireNonNull(schema.collection(collection));
    }

    /** The record of an item; what is wrong with its key is noted among the flaws. */
    RecordKey key(String collection, Members item) {
        if (collection.equals(rules.meta())) {
            return new RecordKey(collection, ProjectRules.META_ID);
        }
        CollectionRules of = rules(collection);
        String id = of.idOf(withKey(of, item));
        if (id == null) {
            of.idFrom().stream()
                    .filter(field -> !isPart(item.value(field)))
                    .forEach(field -> item.flaw(field, "is missing; a key is a text, or a number"));
            return new RecordKey(collection, "");
        }
        String place = of.idFrom().get(0);
        Storable.Flaw flaw = Storable.ofText(item.place(place), id);
        if (flaw != null) {
            item.flaw(place, flaw.message());
        } else if (id.length() > Commands.ID_CHARACTERS_MAX) {
            item.flaw(
                    place,
                    "the key has more than %d characters".formatted(Commands.ID_CHARACTERS_MAX));
        }
        return new RecordKey(collection, id);
    }

    private static boolean isPart(@Nullable Value value) {
        return value instanceof Value.Num
                || value instanceof Value.Text text && !text.value().isEmpty();
    }

    /** The item's members, where a key of one field may be called id. */
    private static Value.Obj withKey(CollectionRules of, Members item) {
        String name = of.idFrom().get(0);
        Value id = item.value(ID);
        if (of.idFrom().size() > 1 || name.equals(ID) || id == null || !isPart(id)) {
            return item.object();
        }
        if (item.has(name)
                && !Objects.equals(
                        of.idOf(item.object()), of.idOf(Value.Obj.EMPTY.with(name, id)))) {
            item.flaw(ID, "is another key than %s; send one of them".formatted(name));
        }
        return item.object().with(name, id);
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
        Value.Obj fields = rules(key.collection()).fieldsOf(key.id());
        return fields == null ? Value.Obj.EMPTY.with(ID, Value.of(key.id())) : fields;
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

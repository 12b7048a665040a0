package dev.tidemark.wire.schema;

import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.IdKind;
import dev.tidemark.core.schema.ProjectRules;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.wire.json.Members;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads which collections make up a project. */
final class ProjectReader {

    /** What entities and the project say of themselves, beside their fields. */
    private static final List<String> RESERVED = List.of("baseVersion", "version");

    private final Members section;
    private final SyncSchema schema;

    /**
     * @param schema with all its collections
     */
    ProjectReader(Members section, SyncSchema schema) {
        this.section = section;
        this.schema = schema;
    }

    /** The rules; worth nothing where there are flaws. */
    ProjectRules rules() {
        KnownKeys.check(section, List.of("meta", "keys"));
        String meta = section.text("meta");
        check(section, "meta", meta);
        TreeMap<String, List<String>> keys = new TreeMap<>();
        Members lists = section.members("keys");
        for (String list : lists.object().members().keySet()) {
            CollectionRules rules = check(lists, list, list);
            if (list.equals(meta)) {
                lists.flaw(list, "is the collection of the project itself, and no list");
            }
            keys.put(list, key(lists, list, rules));
        }
        return new ProjectRules(meta, keys);
    }

    private static List<String> key(Members lists, String list, @Nullable CollectionRules rules) {
        List<String> fields = SchemaReader.names(lists, list);
        if (fields.isEmpty()) {
            lists.flaw(list, "must name the fields that make up the key, at least one");
        }
        for (String field : fields) {
            if (RESERVED.contains(field)) {
                lists.flaw(list, "%s has another meaning in a project".formatted(field));
            } else if (rules != null && !rules.field(field).kind().isRegister()) {
                lists.flaw(list, "%s has no single value".formatted(field));
            }
        }
        return fields;
    }

    /** The rules of a collection that may be a part of a project; null where it may not. */
    private @Nullable CollectionRules check(Members place, String key, String name) {
        CollectionRules rules = schema.collection(name);
        if (name.isEmpty()) {
            return null;
        }
        if (rules == null) {
            place.flaw(key, KnownKeys.unknown(name, schema.collections().keySet()));
        } else if (rules.id() != IdKind.STRING) {
            place.flaw(key, "%s must have id: string, as its ids are made of keys".formatted(name));
        }
        return rules;
    }
}

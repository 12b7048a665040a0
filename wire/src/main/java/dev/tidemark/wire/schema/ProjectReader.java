package dev.tidemark.wire.schema;

import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.IdKind;
import dev.tidemark.core.schema.ProjectRules;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.wire.json.Members;
import java.util.List;
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
        KnownKeys.check(section, List.of("meta", "lists"));
        String meta = section.text("meta");
        CollectionRules single = collection("meta", meta);
        if (single != null && single.id() != IdKind.STRING) {
            section.flaw(
                    "meta",
                    "%s must have id: string; its record is called %s"
                            .formatted(meta, ProjectRules.META_ID));
        }
        List<String> lists = SchemaReader.names(section, "lists");
        if (lists.isEmpty()) {
            section.flaw("lists", "must name the collections that the project lists, at least one");
        }
        if (lists.contains(meta)) {
            section.flaw("lists", "%s is the project itself, and no list".formatted(meta));
        }
        lists.forEach(this::checkList);
        return new ProjectRules(meta, lists);
    }

    private void checkList(String list) {
        CollectionRules rules = collection("lists", list);
        if (rules == null) {
            return;
        }
        if (rules.idFrom().isEmpty()) {
            section.flaw(
                    "lists", "%s must have idFrom: the fields of an entity's key".formatted(list));
        }
        for (String field : rules.idFrom()) {
            if (RESERVED.contains(field)) {
                section.flaw(
                        "lists",
                        "%s has another meaning in a project; %s cannot have its key there"
                                .formatted(field, list));
            }
        }
    }

    private @Nullable CollectionRules collection(String key, String name) {
        CollectionRules rules = name.isEmpty() ? null : schema.collection(name);
        if (rules == null && !name.isEmpty()) {
            section.flaw(key, KnownKeys.unknown(name, schema.collections().keySet()));
        }
        return rules;
    }
}

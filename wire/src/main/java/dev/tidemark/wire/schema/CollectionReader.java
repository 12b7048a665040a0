package dev.tidemark.wire.schema;

import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.Base;
import dev.tidemark.core.schema.CollectionRules.DeleteUpdate;
import dev.tidemark.core.schema.CollectionRules.History;
import dev.tidemark.core.schema.CollectionRules.IdKind;
import dev.tidemark.core.schema.CollectionRules.Lifecycle;
import dev.tidemark.core.schema.CollectionRules.NaturalKey;
import dev.tidemark.core.schema.CollectionRules.WriteRule;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.schema.FieldRules;
import dev.tidemark.core.schema.FieldRules.Order;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.json.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the rules of one collection. */
final class CollectionReader {

    private static final List<String> KEYS =
            List.of(
                    "id",
                    "idFrom",
                    "rule",
                    "order",
                    "naturalKey",
                    "lifecycle",
                    "base",
                    "deleteUpdate",
                    "groups",
                    "tombstones",
                    "history",
                    "fields",
                    "schema",
                    "scope",
                    "upserts");
    private static final Map<String, IdKind> IDS = Words.of(IdKind.class);
    private static final Map<String, WriteRule> RULES = Words.of(WriteRule.class);
    private static final Map<String, Order> ORDERS = Words.of(Order.class);
    private static final Map<String, FieldKind> KINDS = Words.of(FieldKind.class);
    private static final Map<String, DeleteUpdate> DELETE_UPDATES = Words.of(DeleteUpdate.class);
    private static final int COUNT_MAX = 1_000_000_000;

    private final String name;
    private final Members section;
    private final Flaws flaws;

    CollectionReader(String name, Members section, Flaws flaws) {
        this.name = name;
        this.section = section;
        this.flaws = flaws;
    }

    /** The rules; worth nothing where there are flaws. */
    CollectionRules rules() {
        KnownKeys.check(section, KEYS);
        Order order = word("order", ORDERS, Order.CLIENT);
        TreeMap<String, FieldRules> fields = fields(order);
        WriteRule rule = word("rule", RULES, WriteRule.MERGE);
        Duration tombstones = Durations.optional(section, "tombstones");
        IdKind id = word("id", IDS, IdKind.UUID);
        return new CollectionRules(
                name,
                id,
                idFrom(id, fields),
                rule,
                order,
                naturalKey(fields),
                lifecycle(fields),
                base(rule),
                word("deleteUpdate", DELETE_UPDATES, DeleteUpdate.KEEP),
                groups(fields, order),
                tombstones == null ? CollectionRules.DEFAULT_TOMBSTONES : tombstones,
                history(),
                fields,
                section.optionalFields("schema"),
                section.has("scope") ? section.text("scope") : null,
                UpsertsReader.rules(section));
    }

    private List<String> idFrom(IdKind id, Map<String, FieldRules> fields) {
        List<String> names = SchemaReader.names(section, "idFrom");
        names.forEach(field -> checkRegister(section, "idFrom", field, fields));
        if (names.size() > 1 && id == IdKind.UUID) {
            section.flaw("idFrom", "makes no UUID of several fields; add id: string");
        }
        return names;
    }

    private <E> E word(String key, Map<String, E> words, E orElse) {
        return section.has(key) ? section.choice(key, words) : orElse;
    }

    private TreeMap<String, FieldRules> fields(Order order) {
        TreeMap<String, FieldRules> rules = new TreeMap<>();
        if (!section.has("fields")) {
            return rules;
        }
        Members fields = section.members("fields");
        for (String field : fields.object().members().keySet()) {
            rules.put(field, field(fields, field, order));
        }
        return rules;
    }

    private FieldRules field(Members fields, String name, Order order) {
        Members field = Members.of(fields.fields(name), fields.place(name), flaws);
        KnownKeys.check(field, List.of("kind", "order"));
        FieldKind kind = field.has("kind") ? field.choice("kind", KINDS) : FieldKind.LWW;
        if (field.has("order") && !kind.isRegister()) {
            field.flaw("order", "means nothing for a %s; take it away".formatted(Words.of(kind)));
        }
        return new FieldRules(kind, field.has("order") ? field.choice("order", ORDERS) : order);
    }

    private @Nullable NaturalKey naturalKey(Map<String, FieldRules> fields) {
        if (!section.has("naturalKey")) {
            return null;
        }
        Members key = section.members("naturalKey");
        KnownKeys.check(key, List.of("fields", "foldCase"));
        List<String> names = SchemaReader.names(key, "fields");
        if (names.isEmpty()) {
            key.flaw("fields", "must name at least one field");
        }
        names.forEach(field -> checkRegister(key, "fields", field, fields));
        return new NaturalKey(names, key.flag("foldCase", false));
    }

    private @Nullable Lifecycle lifecycle(Map<String, FieldRules> fields) {
        if (!section.has("lifecycle")) {
            return null;
        }
        Members lifecycle = section.members("lifecycle");
        KnownKeys.check(lifecycle, List.of("field", "frozenAt", "correctable"));
        String field = lifecycle.text("field");
        checkRegister(lifecycle, "field", field, fields);
        List<String> frozenAt = new ArrayList<>();
        for (Value value : lifecycle.items("frozenAt")) {
            frozenAt.add(value instanceof Value.Text text ? text.value() : value.toString());
        }
        if (frozenAt.isEmpty()) {
            lifecycle.flaw("frozenAt", "must list at least one value");
        }
        return new Lifecycle(field, frozenAt, lifecycle.flag("correctable", true));
    }

    private @Nullable Base base(WriteRule rule) {
        if (!section.has("base")) {
            return null;
        }
        Members base = section.members("base");
        KnownKeys.check(base, List.of("collection", "id", "version", "apply"));
        if (rule != WriteRule.APPEND) {
            section.flaw("base", "is for collections with rule: append only");
        }
        return new Base(
                base.text("collection"), base.text("id"), base.text("version"), base.text("apply"));
    }

    private List<List<String>> groups(Map<String, FieldRules> fields, Order order) {
        List<List<String>> groups = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        int index = 0;
        for (Value item : section.items("groups")) {
            String place = section.place("groups") + "/" + index++;
            List<String> group = new ArrayList<>();
            if (item instanceof Value.Array names) {
                for (Value each : names.items()) {
                    group.add(each instanceof Value.Text text ? text.value() : "");
                }
            }
            checkGroup(group, place, taken, fields, order);
            groups.add(group);
        }
        return groups;
    }

    private void checkGroup(
            List<String> group,
            String place,
            Set<String> taken,
            Map<String, FieldRules> fields,
            Order order) {
        if (group.size() < 2 || group.contains("")) {
            flaws.add(place, "must be an array of two or more field names");
            return;
        }
        FieldRules plain = new FieldRules(FieldKind.LWW, order);
        FieldRules first = fields.getOrDefault(group.get(0), plain);
        for (String field : group) {
            FieldRules rules = fields.getOrDefault(field, plain);
            if (!taken.add(field)) {
                flaws.add(place, "%s is in a group already".formatted(field));
            }
            if (rules.kind() != FieldKind.LWW || rules.order() != first.order()) {
                flaws.add(
                        place,
                        "%s must be of kind lww, and of the same order as the rest of its group"
                                .formatted(field));
            }
        }
    }

    private History history() {
        if (!section.has("history")) {
            return History.ALL;
        }
        Members history = section.members("history");
        KnownKeys.check(history, List.of("versions", "days"));
        return new History(
                (int) history.whole("versions", 1, COUNT_MAX, 0),
                (int) history.whole("days", 1, COUNT_MAX, 0));
    }

    private static void checkRegister(
            Members place, String key, String field, Map<String, FieldRules> fields) {
        FieldRules rules = fields.get(field);
        if (rules != null && !rules.kind().isRegister()) {
            place.flaw(
                    key,
                    "%s is a %s, which has no single value"
                            .formatted(field, Words.of(rules.kind())));
        }
    }
}

package dev.tidemark.wire.schema;

import dev.tidemark.core.merge.Shape;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.Base;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.schema.UpsertRules.Summary;
import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Members;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads a sync schema. Every key that is not known is refused, so that a misspelt rule is not a
 * rule that silently does not hold; all flaws are told at once.
 */
public final class SchemaReader {

    private static final List<String> KEYS =
            List.of("version", "skew", "devicePriority", "project", "collections");
    private static final Duration SKEW_MAX = Duration.ofDays(1);
    private static final int VERSION_MAX = 1_000_000_000;

    private final Flaws flaws = new Flaws();
    private final TreeMap<String, CollectionRules> collections = new TreeMap<>();
    private final TreeMap<String, Shape> shapes = new TreeMap<>();

    private SchemaReader() {}

    /**
     * Reads a document in YAML or JSON: by the ending of its name, else JSON where it begins with a
     * brace.
     *
     * @param source what a person calls the document: the name of its file
     * @throws InvalidSchema if it is no sync schema
     */
    public static AppSchema read(String source, byte[] document) {
        return new SchemaReader().read(source, PlacedDocument.read(source, document));
    }

    /**
     * Reads a document that came as a part of something else.
     *
     * @throws InvalidSchema if it is no sync schema
     */
    public static AppSchema read(String source, Value document) {
        return new SchemaReader().read(source, PlacedDocument.of(document));
    }

    private AppSchema read(String source, PlacedDocument document) {
        Members schema = Members.of(document.value(), "", flaws);
        Storable.Flaw unstorable = Storable.flaw("", document.value());
        if (unstorable != null) {
            flaws.add(unstorable.pointer(), unstorable.message());
        }
        SyncSchema rules = flaws.isEmpty() ? rules(schema) : SyncSchema.OPEN;
        if (!flaws.isEmpty()) {
            throw document.invalid(source, flaws.list());
        }
        return new AppSchema(rules, schema.object(), shapes);
    }

    private SyncSchema rules(Members schema) {
        KnownKeys.check(schema, KEYS);
        int version = (int) schema.whole("version", 1, VERSION_MAX);
        Duration skew = skew(schema);
        List<String> priority = names(schema, "devicePriority");
        Members named = schema.members("collections");
        for (String name : named.object().members().keySet()) {
            checkName(named, name);
            collections.put(name, collection(named, name));
        }
        collections.values().forEach(rules -> checkBase(named, rules));
        collections.values().forEach(rules -> checkScope(named, rules));
        checkSummaries(named);
        CollectionRules others = collections.remove("*");
        SyncSchema rules = new SyncSchema(version, skew, priority, collections, others);
        return schema.has("project")
                ? rules.with(new ProjectReader(schema.members("project"), rules).rules())
                : rules;
    }

    private CollectionRules collection(Members collections, String name) {
        Members section = Members.of(collections.fields(name), collections.place(name), flaws);
        CollectionReader reader = new CollectionReader(name, section, flaws);
        CollectionRules rules = reader.rules();
        if (rules.schema() != null) {
            shapes.put(name, Shapes.compiled(rules.schema(), section.place("schema"), flaws));
        }
        return rules;
    }

    private static Duration skew(Members schema) {
        Duration skew = Durations.optional(schema, "skew");
        if (skew != null && skew.compareTo(SKEW_MAX) > 0) {
            schema.flaw("skew", "must be at most a day (P1D)");
        }
        return skew == null ? SyncSchema.DEFAULT_SKEW : skew;
    }

    private void checkName(Members collections, String name) {
        Storable.Flaw flaw = Storable.ofText(collections.place(name), name);
        if (flaw != null) {
            flaws.add(flaw.pointer(), flaw.message());
        } else if (!name.equals("*") && !CollectionNames.isName(name)) {
            collections.flaw(name, CollectionNames.EXPECTED);
        }
    }

    private void checkBase(Members named, CollectionRules rules) {
        Base base = rules.base();
        if (base == null || base.collection().isEmpty()) {
            return;
        }
        String place = named.place(rules.name()) + "/base/collection";
        boolean allowed =
                collections.containsKey(base.collection()) || collections.containsKey("*");
        if (!allowed) {
            flaws.add(place, KnownKeys.unknown(base.collection(), collections.keySet()));
        } else if (base.collection().equals(rules.name())) {
            flaws.add(place, "must be another collection than the one with the patches");
        }
    }

    private void checkScope(Members named, CollectionRules rules) {
        String scope = rules.scope();
        String place = named.place(rules.name()) + "/scope";
        if (scope != null && rules.name().equals(scope)) {
            flaws.add(place, "must be another collection; its own scopes hold anyhow");
        } else if (scope != null && !scope.isEmpty() && !collections.containsKey(scope)) {
            flaws.add(place, KnownKeys.unknown(scope, collections.keySet()));
        }
    }

    /** Two collections that come down under one name would not be told apart. */
    private void checkSummaries(Members named) {
        Set<String> taken = new HashSet<>();
        for (CollectionRules rules : collections.values()) {
            if (rules.upserts().downstream()) {
                taken.add(rules.name());
            }
        }
        for (CollectionRules rules : collections.values()) {
            Summary summary = rules.upserts().summary();
            if (summary != null && !taken.add(summary.as())) {
                flaws.add(
                        named.place(rules.name()) + "/upserts/summary/as",
                        "something else comes down as %s already".formatted(summary.as()));
            }
        }
    }

    /** A list of different names, none of them empty. */
    static List<String> names(Members section, String key) {
        List<String> names = section.texts(key);
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).isEmpty() || names.indexOf(names.get(i)) < i) {
                section.flaw(key, "must be different names, none of them empty");
                return names;
            }
        }
        return names;
    }
}

package dev.tidemark.server.engine;

import dev.tidemark.core.merge.Shape;
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
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.schema.UpsertRules;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.schema.AppSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Builds the rules of one collection for a test.
final class Schemas {

    private final String name;
    private WriteRule rule = WriteRule.MERGE;
    private @Nullable NaturalKey naturalKey;
    private @Nullable Lifecycle lifecycle;
    private @Nullable Base base;
    private DeleteUpdate deleteUpdate = DeleteUpdate.KEEP;
    private History history = History.ALL;
    private final List<List<String>> groups = new ArrayList<>();
    private final TreeMap<String, FieldRules> fields = new TreeMap<>();

    private Schemas(String name) {
        this.name = name;
    }

    static Schemas collection(String name) {
        return new Schemas(name);
    }

    Schemas rule(WriteRule written) {
        rule = written;
        return this;
    }

    Schemas named(String... keys) {
        naturalKey = new NaturalKey(List.of(keys), true);
        return this;
    }

    Schemas frozenAt(String field, String... stages) {
        lifecycle = new Lifecycle(field, List.of(stages), true);
        return this;
    }

    Schemas patches(String target) {
        base = new Base(target, "targetId", "baseVersion", "patch");
        return this;
    }

    Schemas deleteUpdate(DeleteUpdate winner) {
        deleteUpdate = winner;
        return this;
    }

    Schemas group(String... members) {
        groups.add(List.of(members));
        return this;
    }

    Schemas field(String field, FieldKind kind) {
        fields.put(field, new FieldRules(kind, Order.CLIENT));
        return this;
    }

    Schemas byServer(String field) {
        fields.put(field, new FieldRules(FieldKind.LWW, Order.SERVER));
        return this;
    }

    /// How many versions are kept, and of how many days; 0 for any.
    Schemas keeping(int versions, int days) {
        history = new History(versions, days);
        return this;
    }

    private CollectionRules rules() {
        CollectionRules plain = CollectionRules.defaults(name);
        return new CollectionRules(
                name,
                IdKind.STRING,
                List.of(),
                rule,
                Order.CLIENT,
                naturalKey,
                lifecycle,
                base,
                deleteUpdate,
                groups,
                plain.tombstones(),
                history,
                fields,
                null,
                null,
                UpsertRules.DEFAULT);
    }

    /// The rules of these collections.
    ///
    /// @param devicePriority the best first
    static SyncSchema schema(List<String> devicePriority, Schemas... collections) {
        TreeMap<String, CollectionRules> all = new TreeMap<>();
        for (Schemas each : collections) {
            all.put(each.name, each.rules());
        }
        return new SyncSchema(1, SyncSchema.DEFAULT_SKEW, devicePriority, all, null);
    }

    /// An app in which some collections want a field to be there.
    static AppSchema wanting(SyncSchema schema, Map<String, String> wanted) {
        TreeMap<String, Shape> shapes = new TreeMap<>();
        wanted.forEach((collection, field) -> shapes.put(collection, wants(field)));
        return new AppSchema(schema, Value.Obj.EMPTY, shapes);
    }

    private static Shape wants(String field) {
        return record -> {
            List<Flaw> flaws = new ArrayList<>();
            if (!record.members().containsKey(field)) {
                flaws.add(new Flaw("", "lacks " + field));
            }
            if (record.members().containsKey("a") && record.members().containsKey("b")) {
                flaws.add(new Flaw("/a", "stands beside b"));
            }
            return flaws;
        };
    }

    /// An app with these collections and nothing else.
    static AppSchema app(Schemas... collections) {
        return new AppSchema(schema(List.of(), collections), Value.Obj.EMPTY, new TreeMap<>());
    }
}

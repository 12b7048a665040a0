package dev.tidemark.core;

import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.Base;
import dev.tidemark.core.schema.CollectionRules.DeleteUpdate;
import dev.tidemark.core.schema.CollectionRules.IdKind;
import dev.tidemark.core.schema.CollectionRules.Lifecycle;
import dev.tidemark.core.schema.CollectionRules.NaturalKey;
import dev.tidemark.core.schema.CollectionRules.WriteRule;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.schema.FieldRules;
import dev.tidemark.core.schema.FieldRules.Order;
import dev.tidemark.core.schema.UpsertRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Writes the rules of a collection into a test. */
public final class Rules {

    public static final Duration SKEW = Duration.ofMinutes(2);

    private final TreeMap<String, FieldRules> fields = new TreeMap<>();
    private final List<List<String>> groups = new ArrayList<>();
    private WriteRule rule = WriteRule.MERGE;
    private DeleteUpdate deleteUpdate = DeleteUpdate.KEEP;
    private Lifecycle lifecycle;
    private List<String> idFrom = List.of();

    private Rules() {}

    public static Rules merge() {
        return new Rules();
    }

    public static Rules of(WriteRule rule) {
        Rules rules = new Rules();
        rules.rule = rule;
        return rules;
    }

    /** Every kind of field, and a group. */
    public static CollectionRules everyKind() {
        return merge().field("byServer", FieldKind.LWW, Order.SERVER)
                .field("once", FieldKind.IMMUTABLE)
                .field("tags", FieldKind.SET)
                .field("hits", FieldKind.COUNTER)
                .field("body", FieldKind.TEXT)
                .field("plan", FieldKind.MANUAL)
                .group("lat", "lon")
                .end();
    }

    public Rules field(String name, FieldKind kind) {
        return field(name, kind, Order.CLIENT);
    }

    public Rules field(String name, FieldKind kind, Order order) {
        fields.put(name, new FieldRules(kind, order));
        return this;
    }

    public Rules group(String... names) {
        groups.add(List.of(names));
        return this;
    }

    public Rules deleteUpdate(DeleteUpdate winner) {
        deleteUpdate = winner;
        return this;
    }

    public Rules frozenAt(String field, boolean correctable, String... stages) {
        lifecycle = new Lifecycle(field, List.of(stages), correctable);
        return this;
    }

    public Rules idFrom(String... names) {
        idFrom = List.of(names);
        return this;
    }

    public CollectionRules end() {
        NaturalKey naturalKey = null;
        Base base = null;
        return new CollectionRules(
                "notes",
                IdKind.UUID,
                idFrom,
                rule,
                Order.CLIENT,
                naturalKey,
                lifecycle,
                base,
                deleteUpdate,
                groups,
                CollectionRules.DEFAULT_TOMBSTONES,
                CollectionRules.History.ALL,
                fields,
                null,
                null,
                UpsertRules.DEFAULT);
    }
}

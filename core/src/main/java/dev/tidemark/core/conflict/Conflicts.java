package dev.tidemark.core.conflict;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.conflict.Conflict.DisputedField;
import dev.tidemark.core.conflict.Conflict.Type;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.merge.Winner;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Register;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.FieldRules.Order;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Finds what is in dispute within a record. A function of the record alone. */
public final class Conflicts {

    private Conflicts() {}

    /** The disagreements that a record holds now: about its fields, and about its existence. */
    public static List<Conflict> of(
            RecordKey key, RecordState state, View view, CollectionRules rules, Duration skew) {
        List<Conflict> found = new ArrayList<>();
        if (!view.disputed().isEmpty() && !(view.deleted() && !view.existenceDisputed())) {
            found.add(aboutFields(key, state, view, rules, skew));
        }
        if (view.existenceDisputed()) {
            found.add(aboutExistence(key, state, view, skew));
        }
        return found;
    }

    /** A name for the refusal of one mutation. */
    public static String idOfRefused(Type type, RecordKey key, String mutationId) {
        return id(type, key, List.of(Value.of(mutationId)));
    }

    private static Conflict aboutExistence(
            RecordKey key, RecordState state, View view, Duration skew) {
        List<Sibling> ranked =
                new ArrayList<>(Winner.ranking(state.alive().siblings(), Order.CLIENT, skew));
        Value shown = Value.of(!view.deleted());
        ranked.sort(Comparator.comparing(sibling -> !shown.equals(sibling.value())));
        String id = id(Type.DELETE_UPDATE, key, List.of(names("", state.alive())));
        return new Conflict(id, Type.DELETE_UPDATE, key, List.of(), new DisputedField("", ranked));
    }

    /** Every unit that is in dispute, with each sibling: what a resolution has to cover. */
    private static Conflict aboutFields(
            RecordKey key, RecordState state, View view, CollectionRules rules, Duration skew) {
        List<DisputedField> fields = new ArrayList<>();
        List<Value> names = new ArrayList<>();
        for (String unit : view.disputed()) {
            Register register = (Register) Objects.requireNonNull(state.units().get(unit));
            names.add(names(unit, register));
            List<Sibling> ranked =
                    Winner.ranking(register.siblings(), rules.field(unit).order(), skew);
            List<String> group = rules.group(unit);
            if (group == null) {
                fields.add(new DisputedField(unit, ranked));
            } else {
                addMembers(group, ranked, fields);
            }
        }
        return new Conflict(id(Type.UPDATE_UPDATE, key, names), Type.UPDATE_UPDATE, key, fields);
    }

    private static void addMembers(
            List<String> group, List<Sibling> ranked, List<DisputedField> fields) {
        for (String member : group) {
            List<Sibling> values = ranked.stream().map(s -> member(s, member)).toList();
            if (!new Register(values).agrees()) {
                fields.add(new DisputedField(member, values));
            }
        }
    }

    /** The sibling of a group as the sibling of one of its members. */
    public static Sibling member(Sibling sibling, String member) {
        Value value =
                sibling.value() instanceof Value.Obj members ? members.members().get(member) : null;
        return new Sibling(sibling.dot(), value, sibling.stamp());
    }

    /** A unit and the dots that disagree about it. */
    private static Value names(String unit, Register register) {
        List<Value> names = new ArrayList<>();
        names.add(Value.of(unit));
        for (Dot dot : register.dots()) {
            names.add(Value.of(dot.device()));
            names.add(Value.of(dot.counter()));
        }
        return Value.of(names);
    }

    /** A UUID made from what it names (version 8 of RFC 9562): the same on every replica. */
    private static String id(Type type, RecordKey key, List<Value> names) {
        Value named =
                Value.of(
                        List.of(
                                Value.of(type.name()),
                                Value.of(key.collection()),
                                Value.of(key.id()),
                                Value.of(names)));
        String hex = Canonical.hash(named).substring("sha256:".length());
        char variant = "89ab".charAt(Character.digit(hex.charAt(16), 16) & 3);
        return "%s-%s-8%s-%c%s-%s"
                .formatted(
                        hex.substring(0, 8),
                        hex.substring(8, 12),
                        hex.substring(13, 16),
                        variant,
                        hex.substring(17, 20),
                        hex.substring(20, 32));
    }
}

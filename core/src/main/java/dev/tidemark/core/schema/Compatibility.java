package dev.tidemark.core.schema;

import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether one sync schema may follow another. It may not where stored records would mean something
 * else from one moment to the next: another winner, another kind of field, a rule that they were
 * never held to. New collections, fields and optional properties may come, constraints may loosen,
 * and how long the past is kept is the operator's affair.
 */
public final class Compatibility {

    private final List<Flaw> reasons = new ArrayList<>();
    private final FieldsInUse inUse;

    private Compatibility(FieldsInUse inUse) {
        this.inUse = inUse;
    }

    /**
     * Why a schema may not follow another; empty where it may.
     *
     * @param inUse asked where a field that had no rules would become a set or a counter
     * @return each reason with its place in the next schema (RFC 6901)
     */
    public static List<Flaw> reasons(SyncSchema last, SyncSchema next, FieldsInUse inUse) {
        Compatibility compatibility = new Compatibility(inUse);
        compatibility.compare(last, next);
        return List.copyOf(compatibility.reasons);
    }

    private void compare(SyncSchema last, SyncSchema next) {
        if (next.version() <= last.version()) {
            reason(
                    "/version",
                    "must be greater than %d, the version that holds now"
                            .formatted(last.version()));
        }
        same("/skew", "skew", last.skew(), next.skew());
        same("/devicePriority", "devicePriority", last.devicePriority(), next.devicePriority());
        if (last.project() != null) {
            compareProjects(last.project(), next.project());
        }
        TreeSet<String> names = new TreeSet<>(last.collections().keySet());
        names.addAll(next.collections().keySet());
        for (String name : names) {
            compare("/collections/" + Storable.escaped(name), name, last.collection(name), next);
        }
        if (last.others() != null) {
            compareOthers(last.others(), next.others());
        }
    }

    /** A project may get more lists; those that it has stay. */
    private void compareProjects(ProjectRules last, @Nullable ProjectRules next) {
        if (next == null) {
            reason(
                    "/project",
                    "the project would be gone, and nobody could read it as one any more");
            return;
        }
        same("/project/meta", "meta of the project", last.meta(), next.meta());
        for (String list : last.lists()) {
            if (!next.lists().contains(list)) {
                reason(
                        "/project/lists",
                        "%s would be no part of the project any more".formatted(list));
            }
        }
    }

    private void compare(
            String place, String name, @Nullable CollectionRules last, SyncSchema schema) {
        CollectionRules next = schema.collection(name);
        if (last != null && next == null) {
            reason(
                    place,
                    "the collection %s would be gone, and its records with it".formatted(name));
        } else if (last != null && next != null) {
            compare(place, name, last, next);
        }
    }

    private void compareOthers(CollectionRules last, @Nullable CollectionRules next) {
        if (next == null) {
            reason(
                    "/collections/*",
                    "collections that are not named would be refused, and records of them may be there");
        } else {
            compare("/collections/*", "*", last, next);
        }
    }

    private void compare(String place, String name, CollectionRules last, CollectionRules next) {
        same(place + "/id", "id", last.id(), next.id());
        same(place + "/idFrom", "idFrom", last.idFrom(), next.idFrom());
        same(place + "/rule", "rule", last.rule(), next.rule());
        same(place + "/order", "order", last.order(), next.order());
        same(place + "/naturalKey", "naturalKey", last.naturalKey(), next.naturalKey());
        same(place + "/lifecycle", "lifecycle", last.lifecycle(), next.lifecycle());
        same(place + "/base", "base", last.base(), next.base());
        same(place + "/deleteUpdate", "deleteUpdate", last.deleteUpdate(), next.deleteUpdate());
        same(place + "/groups", "groups", last.groups(), next.groups());
        compareFields(place + "/fields/", name, last, next);
        Value.Obj before = last.schema() == null ? Value.Obj.EMPTY : last.schema();
        Value.Obj after = next.schema() == null ? Value.Obj.EMPTY : next.schema();
        reasons.addAll(SchemaWidening.narrowings(before, after, place + "/schema"));
    }

    private void compareFields(
            String place, String collection, CollectionRules last, CollectionRules next) {
        TreeSet<String> names = new TreeSet<>(last.fields().keySet());
        names.addAll(next.fields().keySet());
        for (String name : names) {
            FieldRules before = last.field(name);
            FieldRules after = next.field(name);
            String at = place + Storable.escaped(name);
            if (last.fields().containsKey(name)) {
                same(at + "/kind", "kind of " + name, before.kind(), after.kind());
            } else if (!after.kind().isRegister() && inUse.mayHold(collection, name)) {
                reason(
                        at + "/kind",
                        "%s would be a %s, and records of %s may hold plain values under that name; take another name"
                                .formatted(name, word(after.kind()), collection));
            }
            if (before.kind().isRegister()
                    && after.kind().isRegister()
                    && last.order() == next.order()) {
                same(at + "/order", "order of " + name, before.order(), after.order());
            }
        }
    }

    private void same(String place, String what, @Nullable Object last, @Nullable Object next) {
        if (!Objects.equals(last, next)) {
            reason(
                    place,
                    "the %s was %s and would be %s, which changes what stored records mean"
                            .formatted(what, word(last), word(next)));
        }
    }

    private void reason(String place, String message) {
        reasons.add(new Flaw(place, message));
    }

    private static String word(@Nullable Object rule) {
        if (rule == null) {
            return "absent";
        }
        return rule instanceof Enum<?> constant
                ? constant.name().toLowerCase(Locale.ROOT)
                : rule.toString();
    }
}

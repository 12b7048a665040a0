package dev.tidemark.core.schema;

import dev.tidemark.core.schema.CollectionRules.IdKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether a later version of a sync schema may follow an earlier one: it must not change what is
 * stored, what is shown of it, or whether it is valid. Rules for future mutations may change.
 */
public final class Compatibility {

    private final List<String> reasons = new ArrayList<>();

    private Compatibility() {}

    /** Why {@code after} must not follow {@code before}, one sentence each; empty if it may. */
    public static List<String> reasons(SyncSchema before, SyncSchema after) {
        Compatibility found = new Compatibility();
        found.compare(before, after);
        return List.copyOf(found.reasons);
    }

    private void compare(SyncSchema before, SyncSchema after) {
        if (after.version() <= before.version()) {
            reasons.add(
                    "version: must be greater than %d, the one before".formatted(before.version()));
        }
        if (!after.skew().equals(before.skew())) {
            reasons.add("skew: decides which values are shown, so it cannot change");
        }
        if (before.others() != null && after.others() == null) {
            reasons.add("collections.*: records of any collection may be stored; it cannot go");
        }
        for (Map.Entry<String, CollectionRules> named : before.collections().entrySet()) {
            compare(named.getKey(), named.getValue(), after.collection(named.getKey()));
        }
        if (before.others() != null) {
            compareNewlyNamed(before, before.others(), after);
        }
    }

    /** Collections that were among the others before may have records already. */
    private void compareNewlyNamed(SyncSchema before, CollectionRules others, SyncSchema after) {
        if (after.others() != null) {
            compare("*", others, after.others());
        }
        for (Map.Entry<String, CollectionRules> named : after.collections().entrySet()) {
            if (!before.collections().containsKey(named.getKey())) {
                compare(named.getKey(), others, named.getValue());
            }
        }
    }

    private void compare(String name, CollectionRules before, @Nullable CollectionRules after) {
        String place = "collections." + name;
        if (after == null) {
            reasons.add(place + ": is gone, and its records would be with it");
            return;
        }
        if (before.id() == IdKind.STRING && after.id() == IdKind.UUID) {
            reasons.add(place + ".id: stored ids may be other strings than UUIDs");
        }
        if (before.deleteUpdate() != after.deleteUpdate()) {
            reasons.add(place + ".deleteUpdate: decides what is shown, so it cannot change");
        }
        if (!before.groups().equals(after.groups())) {
            reasons.add(place + ".groups: are stored as one, so they cannot change");
        }
        if (after.naturalKey() != null && !after.naturalKey().equals(before.naturalKey())) {
            reasons.add(place + ".naturalKey: stored records may clash");
        }
        compareFields(place, before, after);
        if (!Objects.equals(before.schema(), after.schema())) {
            reasons.addAll(LooserShape.reasons(place + ".schema", before.schema(), after.schema()));
        }
    }

    private void compareFields(String place, CollectionRules before, CollectionRules after) {
        SortedSet<String> names = new TreeSet<>(before.fields().keySet());
        names.addAll(after.fields().keySet());
        for (String name : names) {
            compareField(place + ".fields." + name, before.field(name), after.field(name));
        }
        if (before.order() != after.order()) {
            reasons.add(place + ".order: decides what is shown, so it cannot change");
        }
    }

    private void compareField(String place, FieldRules before, FieldRules after) {
        if (storage(before.kind()) != storage(after.kind())) {
            reasons.add(
                    "%s: was %s and cannot become %s, which is stored differently"
                            .formatted(place, word(before.kind()), word(after.kind())));
        } else if (before.kind().isRegister() && before.order() != after.order()) {
            reasons.add(place + ".order: decides what is shown, so it cannot change");
        }
    }

    /** Registers whose siblings mean the same stand for each other. */
    private static FieldKind storage(FieldKind kind) {
        return kind == FieldKind.IMMUTABLE || kind == FieldKind.MANUAL ? FieldKind.LWW : kind;
    }

    private static String word(FieldKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}

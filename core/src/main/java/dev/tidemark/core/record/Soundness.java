package dev.tidemark.core.record;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Value;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether a record that somebody else made up can be one: whether accepted writes can have led to
 * it. What they wrote is not asked here.
 */
public final class Soundness {

    private final RecordState state;
    private final CollectionRules rules;

    private Soundness(RecordState state, CollectionRules rules) {
        this.state = state;
        this.rules = rules;
    }

    /** The first thing that is wrong with a record, as a sentence; null if it is sound. */
    public static @Nullable String flaw(RecordState state, CollectionRules rules) {
        return new Soundness(state, rules).flaw();
    }

    private @Nullable String flaw() {
        VersionVector vv = state.vv();
        for (String device : vv.counters().keySet()) {
            Storable.Flaw flaw = Storable.ofText("/vv", device);
            if (flaw != null || device.isEmpty()) {
                return "a name in its version vector cannot be stored";
            }
        }
        if (state.alive().siblings().isEmpty()) {
            return "nothing says whether it exists";
        }
        String flaw = ofFlags(state.alive(), "its existence");
        for (Map.Entry<String, Unit> unit : state.units().entrySet()) {
            flaw = flaw == null ? ofUnit(unit.getKey(), unit.getValue()) : flaw;
        }
        return flaw;
    }

    private @Nullable String ofUnit(String name, Unit unit) {
        Storable.Flaw flaw = Storable.ofText("", name);
        if (name.isEmpty() || flaw != null || !rules.unit(name).equals(name)) {
            return "it has no field %s of its own".formatted(name);
        }
        boolean right =
                switch (rules.field(name).kind()) {
                    case SET -> unit instanceof ElementSet;
                    case COUNTER -> unit instanceof Counter;
                    case LWW, IMMUTABLE, TEXT, MANUAL -> unit instanceof Register;
                };
        if (!right) {
            return "the field %s is of another kind by the schema".formatted(name);
        }
        for (Dot dot : unit.dots()) {
            if (!state.vv().covers(dot)) {
                return "the field %s has a write %s that its version vector lacks"
                        .formatted(name, dot);
            }
        }
        if (unit instanceof Register register) {
            return ofRegister(register, name);
        }
        return unit instanceof ElementSet set ? ofSet(set, name) : ofCounter((Counter) unit, name);
    }

    private @Nullable String ofRegister(Register register, String name) {
        TreeSet<String> devices = new TreeSet<>();
        for (Sibling sibling : register.siblings()) {
            Value value = sibling.value();
            if (!devices.add(sibling.dot().device())) {
                return "%s has two siblings of one device".formatted(name);
            }
            if (!state.vv().covers(sibling.dot())) {
                return "%s has a write %s that the version vector lacks"
                        .formatted(name, sibling.dot());
            }
            if (value != null && Storable.flaw("", value) != null) {
                return "%s has a value that cannot be stored".formatted(name);
            }
            if (sibling.ancestors().size() > Ancestor.COUNT_MAX) {
                return "%s has more than %d ancestors".formatted(name, Ancestor.COUNT_MAX);
            }
        }
        return null;
    }

    private @Nullable String ofFlags(Register flags, String name) {
        boolean all =
                flags.siblings().stream()
                        .allMatch(each ->
                                Value.TRUE.equals(each.value())
                                        || Value.FALSE.equals(each.value()));
        return all ? ofRegister(flags, name) : "%s is neither true nor false".formatted(name);
    }

    private @Nullable String ofSet(ElementSet set, String name) {
        for (ElementSet.Element element : set.elements().values()) {
            for (Value value : element.adds().values()) {
                if (Storable.flaw("", value) != null) {
                    return "%s has an element that cannot be stored".formatted(name);
                }
            }
        }
        return ofFlags(set.presence(), name);
    }

    private @Nullable String ofCounter(Counter counter, String name) {
        boolean seen =
                counter.cleared().entrySet().stream()
                        .allMatch(each ->
                                state.vv()
                                        .covers(new Dot(each.getKey(), each.getValue().counter())));
        return seen
                ? ofFlags(counter.presence(), name)
                : "%s clears what the version vector lacks".formatted(name);
    }
}

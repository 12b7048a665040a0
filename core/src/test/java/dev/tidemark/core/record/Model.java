package dev.tidemark.core.record;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Value;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a record should be, told from nothing but the set of its effects: a write counts as long as
 * no other effect of the set has seen it and written over it. Slow, plain, and independent of how
 * {@link RecordState} goes about it.
 */
record Model(Collection<Effect> effects) {

    /** What the model says of a record, and what a state says of itself. */
    record Facts(
            String vv,
            Map<String, Boolean> alive,
            Map<String, Map<String, String>> registers,
            Map<String, Map<String, String>> sets,
            Map<String, BigInteger> sums,
            Map<String, Boolean> shown) {

        Facts() {
            this(
                    "",
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>());
        }

        Facts at(String vector) {
            return new Facts(vector, alive, registers, sets, sums, shown);
        }
    }

    Facts facts() {
        Facts facts = new Facts();
        live(e -> true).forEach(e -> facts.alive().put(e.dot().toString(), e.alive()));
        TreeSet<String> units = new TreeSet<>();
        effects.forEach(e -> units.addAll(e.writes().keySet()));
        for (String unit : units) {
            UnitWrite any = writers(unit).findAny().orElseThrow().writes().get(unit);
            if (any instanceof UnitWrite.Assign) {
                facts.registers().put(unit, register(unit));
                continue;
            }
            facts.shown()
                    .put(
                            unit,
                            live(e -> e.writes().containsKey(unit))
                                    .anyMatch(e -> !takesAway(e.writes().get(unit))));
            if (any instanceof UnitWrite.Increment || any instanceof UnitWrite.ClearCounter) {
                facts.sums().put(unit, sum(unit));
            } else {
                facts.sets().put(unit, elements(unit));
            }
        }
        return facts.at(vector());
    }

    private String vector() {
        TreeMap<String, Long> vector = new TreeMap<>();
        effects.forEach(e -> vector.merge(e.dot().device(), e.dot().counter(), Math::max));
        return vector.toString();
    }

    private Stream<Effect> writers(String unit) {
        return effects.stream().filter(e -> e.writes().containsKey(unit));
    }

    /** The effects of a sort that no other effect of that sort has seen. */
    private Stream<Effect> live(Predicate<Effect> sort) {
        return effects.stream().filter(sort).filter(e -> !isSeen(e.dot(), sort));
    }

    private boolean isSeen(Dot dot, Predicate<Effect> by) {
        return effects.stream().filter(by).anyMatch(e -> e.context().covers(dot));
    }

    private Map<String, String> register(String unit) {
        TreeMap<String, String> siblings = new TreeMap<>();
        live(e -> e.writes().containsKey(unit))
                .forEach(e ->
                        siblings.put(
                                e.dot() + " " + e.stamp(),
                                String.valueOf(((UnitWrite.Assign) e.writes().get(unit)).value())));
        return siblings;
    }

    private Map<String, String> elements(String unit) {
        TreeMap<String, String> elements = new TreeMap<>();
        writers(unit)
                .forEach(e -> {
                    for (Value value : added(e.writes().get(unit))) {
                        String text = Canonical.text(value);
                        if (!isSeen(e.dot(), other -> touches(other.writes().get(unit), text))) {
                            elements.put(text + " " + e.dot(), value.toString());
                        }
                    }
                });
        return elements;
    }

    private BigInteger sum(String unit) {
        return writers(unit)
                .filter(e -> e.writes().get(unit) instanceof UnitWrite.Increment)
                .filter(e ->
                        !isSeen(
                                e.dot(),
                                other ->
                                        other.writes().get(unit) instanceof UnitWrite.ClearCounter))
                .map(e -> ((UnitWrite.Increment) e.writes().get(unit)).by())
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static boolean takesAway(UnitWrite write) {
        return write instanceof UnitWrite.ClearSet || write instanceof UnitWrite.ClearCounter;
    }

    private static List<Value> added(UnitWrite write) {
        return write instanceof UnitWrite.Elements elements ? elements.added() : List.of();
    }

    /** Whether a write says something about an element: adds it, removes it, takes all away. */
    private static boolean touches(UnitWrite write, String text) {
        if (write instanceof UnitWrite.Elements elements) {
            return Stream.concat(elements.added().stream(), elements.removed().stream())
                    .anyMatch(value -> Canonical.text(value).equals(text));
        }
        return write instanceof UnitWrite.ClearSet;
    }

    /** The same facts, told from a state. */
    static Facts of(RecordState state) {
        Facts facts = new Facts();
        state.alive()
                .siblings()
                .forEach(s -> facts.alive().put(s.dot().toString(), Value.TRUE.equals(s.value())));
        state.units()
                .forEach((name, unit) -> {
                    if (unit instanceof Register register) {
                        TreeMap<String, String> siblings = new TreeMap<>();
                        register.siblings()
                                .forEach(s ->
                                        siblings.put(
                                                s.dot() + " " + s.stamp(),
                                                String.valueOf(s.value())));
                        facts.registers().put(name, siblings);
                    } else if (unit instanceof Counter counter) {
                        facts.sums().put(name, counter.sum());
                        facts.shown().put(name, counter.isShown());
                    } else if (unit instanceof ElementSet set) {
                        TreeMap<String, String> elements = new TreeMap<>();
                        set.elements()
                                .forEach((text, element) ->
                                        element.adds()
                                                .forEach((dot, value) ->
                                                        elements.put(
                                                                text + " " + dot,
                                                                value.toString())));
                        facts.sets().put(name, elements);
                        facts.shown().put(name, set.isShown());
                    }
                });
        return facts.at(state.vv().toString());
    }
}

package dev.tidemark.core.record;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An add-wins observed-remove set (Shapiro, Preguiça, Baquero, Zawirski, 2011, without tombstones):
 * each element lives as long as one of the adds behind it was not seen by a removal.
 *
 * @param elements by their canonical text
 * @param presence whether the field is shown at all: an empty set differs from none
 */
public record ElementSet(SortedMap<String, Element> elements, Register presence) implements Unit {

    public static final ElementSet EMPTY = new ElementSet(new TreeMap<>(), Register.EMPTY);

    /**
     * An element, as the adds that keep it.
     *
     * @param adds never empty; each with the spelling that it gave: 1 and 1.0 are one element
     */
    public record Element(SortedMap<Dot, Value> adds) {
        public Element {
            adds = Collections.unmodifiableSortedMap(adds);
        }

        /** The element; of several spellings the least one, on every replica. */
        public Value value() {
            return Collections.min(adds.values(), Comparator.comparing(Value::toString));
        }
    }

    /** Takes over the map, which must not be changed any more. */
    public ElementSet {
        elements = Collections.unmodifiableSortedMap(elements);
    }

    /**
     * Writes one change of the set.
     *
     * @param shown the writer's say on whether the field is there, with the write's dot
     */
    public ElementSet write(
            Collection<Value> added,
            Collection<Value> removed,
            Sibling shown,
            VersionVector context) {
        TreeMap<String, Element> changed = new TreeMap<>(elements);
        for (Value value : removed) {
            changed.computeIfPresent(
                    Canonical.text(value), (text, element) -> unseen(element, context));
        }
        for (Value value : added) {
            String text = Canonical.text(value);
            TreeMap<Dot, Value> adds = new TreeMap<>();
            Element element = changed.get(text);
            if (element != null) {
                adds.putAll(element.adds());
                adds.keySet().removeIf(context::covers);
            }
            adds.put(shown.dot(), value);
            changed.put(text, new Element(adds));
        }
        return new ElementSet(changed, presence.write(shown, context));
    }

    /** Takes the field away: every element that the writer had seen. */
    public ElementSet clear(Sibling gone, VersionVector context) {
        return new ElementSet(unseen(context), presence.write(gone, context));
    }

    @Override
    public ElementSet join(Unit other, VersionVector seen, VersionVector otherSeen) {
        if (!(other instanceof ElementSet set)) {
            throw Unit.kindsDiffer(this, other);
        }
        TreeMap<String, Element> joined = new TreeMap<>();
        SortedSet<String> texts = new TreeSet<>(elements.keySet());
        texts.addAll(set.elements.keySet());
        for (String text : texts) {
            SortedMap<Dot, Value> mine = adds(text);
            SortedMap<Dot, Value> theirs = set.adds(text);
            TreeMap<Dot, Value> adds = new TreeMap<>();
            keepAdds(mine, theirs, otherSeen, adds);
            keepAdds(theirs, mine, seen, adds);
            if (!adds.isEmpty()) {
                joined.put(text, new Element(adds));
            }
        }
        return new ElementSet(joined, presence.join(set.presence, seen, otherSeen));
    }

    @Override
    public @Nullable ElementSet within(VersionVector context) {
        Register seen = presence.within(context);
        if (seen == null) {
            return null;
        }
        TreeMap<String, Element> kept = new TreeMap<>();
        elements.forEach((text, element) -> {
            TreeMap<Dot, Value> adds = new TreeMap<>(element.adds());
            adds.keySet().removeIf(dot -> !context.covers(dot));
            if (!adds.isEmpty()) {
                kept.put(text, new Element(adds));
            }
        });
        return new ElementSet(kept, seen);
    }

    @Override
    public ElementSet noLaterThan(Instant latest) {
        return new ElementSet(elements, presence.noLaterThan(latest));
    }

    @Override
    public List<Dot> dots() {
        TreeSet<Dot> dots = new TreeSet<>(presence.dots());
        elements.values().forEach(element -> dots.addAll(element.adds().keySet()));
        return new ArrayList<>(dots);
    }

    /** Whether the field is shown: somebody put it there whom no removal of the field has seen. */
    public boolean isShown() {
        return presence.holds(Value.TRUE);
    }

    private SortedMap<String, Element> unseen(VersionVector context) {
        TreeMap<String, Element> kept = new TreeMap<>();
        elements.forEach((text, element) -> {
            Element rest = unseen(element, context);
            if (rest != null) {
                kept.put(text, rest);
            }
        });
        return kept;
    }

    private static @Nullable Element unseen(Element element, VersionVector context) {
        TreeMap<Dot, Value> adds = new TreeMap<>(element.adds());
        adds.keySet().removeIf(context::covers);
        return adds.isEmpty() ? null : new Element(adds);
    }

    private SortedMap<Dot, Value> adds(String text) {
        Element element = elements.get(text);
        return element == null ? Collections.emptySortedMap() : element.adds();
    }

    private static void keepAdds(
            SortedMap<Dot, Value> from,
            SortedMap<Dot, Value> other,
            VersionVector otherSeen,
            SortedMap<Dot, Value> kept) {
        from.forEach((dot, value) -> {
            if (other.containsKey(dot) || !otherSeen.covers(dot)) {
                kept.put(dot, value);
            }
        });
    }
}

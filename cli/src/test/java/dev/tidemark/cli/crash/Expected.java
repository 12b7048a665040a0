package dev.tidemark.cli.crash;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// What a record must have become, worked out from all that was asked for: the rules as they are
/// written, applied to the whole history at once, in no order.
///
/// A write lives on unless another one has seen it. What a counter shows is the sum of the
/// increments, what a set holds is what was added and not taken out by somebody who saw it.
record Expected(List<Deed> deeds) {

    /// The counters of each device.
    SortedMap<String, Long> vv() {
        SortedMap<String, Long> vv = new TreeMap<>();
        deeds.forEach(deed -> vv.merge(deed.device(), deed.counter(), Math::max));
        return vv;
    }

    /// Whether it is gone: all that nobody has seen yet are deletions.
    boolean deleted() {
        return survivors(_ -> true).stream().allMatch(Deed::deletes);
    }

    /// The values of a plain field that nobody has replaced, by the name of the write.
    SortedMap<String, JsonNode> siblings(String field) {
        SortedMap<String, JsonNode> siblings = new TreeMap<>();
        survivors(deed -> deed.fields().has(field))
                .forEach(deed -> siblings.put(deed.dot(), deed.fields().get(field)));
        return siblings;
    }

    /// What a counter shows.
    long sum(String field) {
        return deeds.stream().mapToLong(deed -> deed.increment(field)).sum();
    }

    /// What a set holds. Each element is added once only, and taken out by who added it.
    SortedSet<String> elements(String field) {
        SortedSet<String> elements = new TreeSet<>();
        deeds.forEach(deed -> texts(deed.fields().path(field).path("add"), elements));
        SortedSet<String> removed = new TreeSet<>();
        deeds.forEach(deed -> texts(deed.fields().path(field).path("remove"), removed));
        elements.removeAll(removed);
        return elements;
    }

    private static void texts(JsonNode array, SortedSet<String> to) {
        array.forEach(element -> to.add(element.asString()));
    }

    private List<Deed> survivors(Predicate<Deed> of) {
        List<Deed> all = deeds.stream().filter(of).toList();
        Map<String, Long> seen = new HashMap<>();
        all.forEach(
                deed -> deed.context().forEach((device, to) -> seen.merge(device, to, Math::max)));
        return all.stream()
                .filter(deed -> deed.counter() > seen.getOrDefault(deed.device(), 0L))
                .toList();
    }
}

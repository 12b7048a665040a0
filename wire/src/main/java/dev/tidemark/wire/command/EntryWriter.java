package dev.tidemark.wire.command;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.record.Ancestor;
import dev.tidemark.core.record.Counter;
import dev.tidemark.core.record.ElementSet;
import dev.tidemark.core.record.Register;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.JsonOut;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a record entry. Most fields are registers with one sibling: their value stands in {@code
 * fields} and their stamp in {@code stamps}, and that is all there is to say. Registers with more
 * stand in {@code siblings}. What neither can say stands in {@code state}:
 *
 * <ul>
 *   <li>{@code alive}: what was written about the record's existence;
 *   <li>{@code ancestors}: of texts, each once in {@code known}, and for each sibling which;
 *   <li>{@code counters}: each device's share, {@code [counter, sum]};
 *   <li>{@code groups}: the members of an atomic group, whose values stand where those of fields
 *       do;
 *   <li>{@code registers}: whole, where {@code fields} does not show the value: it was taken away;
 *   <li>{@code sets}: the adds of each element, in the order in which {@code fields} shows them.
 * </ul>
 *
 * Members are written in the order of their names, so reading and writing an entry as plain JSON
 * gives the same bytes.
 */
final class EntryWriter {

    private static final int BYTES_AT_LEAST = 640;

    /** With its stamp; an estimate. */
    private static final int BYTES_OF_A_FIELD = 176;

    private final RecordEntry entry;
    private final long version;
    private final EntryLayout layout;
    private final JsonOut out;

    /** Fields are often written together: the last sibling whose stamp was written, and where. */
    private @Nullable Sibling stamped;

    private int stampFrom;
    private int stampTo;

    EntryWriter(RecordEntry entry, CollectionRules rules, Duration skew) {
        this.entry = entry;
        this.version = entry.version();
        this.layout = new EntryLayout(entry, rules, skew);
        this.out = new JsonOut(BYTES_AT_LEAST + BYTES_OF_A_FIELD * entry.state().units().size());
    }

    byte[] bytes() {
        out.beginObject();
        out.name("contentHash").textOrNull(entry.contentHash());
        out.name("deleted").flag(entry.deleted());
        out.name("entity").text(entry.key().collection());
        out.name("entityId").text(entry.key().id());
        out.name("fields").value(entry.fields());
        writeMap("siblings", layout.siblings, (name, each) -> Siblings.write(each, version, out));
        writeMap("stamps", layout.stamps, (name, each) -> writeStamp(each));
        writeState();
        out.name("updatedAt").instant(entry.updatedAt());
        out.name("updatedBy").text(entry.updatedBy());
        out.name("version").number(version);
        Commands.vv(entry.state().vv(), out.name("vv"));
        return out.endObject().bytes();
    }

    private void writeStamp(Sibling sibling) {
        Sibling last = stamped;
        if (last != null
                && last.dot().equals(sibling.dot())
                && last.stamp().equals(sibling.stamp())) {
            out.again(stampFrom, stampTo);
            return;
        }
        stamped = sibling;
        stampFrom = out.size();
        Siblings.writeStamp(sibling, version, out);
        stampTo = out.size();
    }

    private void writeState() {
        out.name("state").beginObject();
        Siblings.write(entry.state().alive().siblings(), version, out.name("alive"));
        writeIfAny("ancestors", layout.ancestors, this::writeAncestors);
        writeIfAny("counters", layout.counters, this::writeCounter);
        writeIfAny(
                "groups",
                layout.groups,
                (name, members) -> {
                    out.beginArray();
                    members.forEach(out::text);
                    out.endArray();
                });
        writeIfAny("registers", layout.registers, this::writeRegister);
        writeIfAny("sets", layout.sets, this::writeSet);
        out.endObject();
    }

    private <V> void writeIfAny(
            String name, SortedMap<String, V> map, BiConsumer<String, V> writeOne) {
        if (!map.isEmpty()) {
            writeMap(name, map, writeOne);
        }
    }

    private <V> void writeMap(
            String name, SortedMap<String, V> map, BiConsumer<String, V> writeOne) {
        out.name(name).beginObject();
        map.forEach((key, value) -> {
            out.name(key);
            writeOne.accept(key, value);
        });
        out.endObject();
    }

    /** Concurrent siblings have most ancestors in common. */
    private void writeAncestors(String name, Register register) {
        Map<Ancestor, Integer> known = new LinkedHashMap<>();
        List<List<Integer>> of = new ArrayList<>();
        for (Sibling sibling : register.siblings()) {
            List<Integer> indexes = new ArrayList<>();
            for (Ancestor ancestor : sibling.ancestors()) {
                known.putIfAbsent(ancestor, known.size());
                indexes.add(known.get(ancestor));
            }
            of.add(indexes);
        }
        out.beginObject().name("known").beginArray();
        known.keySet().forEach(ancestor -> Dots.write(ancestor, out));
        out.endArray().name("of").beginArray();
        for (List<Integer> indexes : of) {
            out.beginArray();
            indexes.forEach(out::number);
            out.endArray();
        }
        out.endArray().endObject();
    }

    /** A register that is in no other place, and so has its ancestors with it. */
    private void writeRegister(String name, Register register) {
        out.beginObject();
        if (register.siblings().stream().anyMatch(sibling -> !sibling.ancestors().isEmpty())) {
            out.name("ancestors");
            writeAncestors(name, register);
        }
        Siblings.write(register.siblings(), version, out.name("siblings"));
        out.endObject();
    }

    private void writeCounter(String name, Counter counter) {
        out.beginObject();
        if (!counter.cleared().isEmpty()) {
            Dots.write(counter.cleared(), out.name("cleared"));
        }
        writePresence(name, counter.presence());
        Dots.write(counter.shares(), out.name("shares"));
        out.endObject();
    }

    private void writeSet(String name, ElementSet set) {
        List<Value> values =
                set.elements().values().stream().map(ElementSet.Element::value).toList();
        out.beginObject().name("adds").beginArray();
        int index = 0;
        for (ElementSet.Element element : set.elements().values()) {
            Value value = values.get(index++);
            out.beginArray();
            element.adds().forEach((dot, spelling) -> writeAdd(dot, spelling, value));
            out.endArray();
        }
        out.endArray();
        writePresence(name, set.presence());
        if (!Value.of(values).equals(entry.fields().members().get(name))) {
            out.name("values").value(Value.of(values));
        }
        out.endObject();
    }

    /** An add has its spelling with it where another one is shown: 1 and 1.0 are one element. */
    private void writeAdd(Dot dot, Value spelling, Value shown) {
        out.beginArray().text(dot.device()).number(dot.counter());
        if (!spelling.equals(shown)) {
            out.value(spelling);
        }
        out.endArray();
    }

    /** Where one write alone says that the field is there, its stamp in sight says it all. */
    private void writePresence(String name, Register presence) {
        List<Sibling> siblings = presence.siblings();
        boolean plain =
                siblings.size() == 1
                        && Value.TRUE.equals(siblings.get(0).value())
                        && layout.stamps.containsKey(name);
        if (!plain) {
            Siblings.write(siblings, version, out.name("presence"));
        }
    }
}

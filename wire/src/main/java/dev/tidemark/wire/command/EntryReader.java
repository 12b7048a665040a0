package dev.tidemark.wire.command;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.record.Ancestor;
import dev.tidemark.core.record.Counter;
import dev.tidemark.core.record.ElementSet;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Register;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.record.Unit;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.Members;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads a record entry; {@link EntryWriter} says where everything stands. */
final class EntryReader {

    private final Flaws flaws = new Flaws();
    private final Members entry;
    private final Members fields;
    private final Members siblings;
    private final Members stamps;
    private final Members state;
    private final long version;
    private final TreeMap<String, Unit> units = new TreeMap<>();

    /** The last stamp that was read, and what it came to. */
    private Value.Obj stampRead = Value.Obj.EMPTY;

    private @Nullable Sibling stamped;

    /** Names in sight that were part of a unit that has been read. */
    private final TreeSet<String> done = new TreeSet<>();

    private EntryReader(Value.Obj document) {
        entry = Members.of(document, "", flaws);
        fields = entry.members("fields");
        siblings = entry.members("siblings");
        stamps = entry.members("stamps");
        state = entry.members("state");
        version = entry.whole("version", 0, Members.WHOLE_MAX);
    }

    static RecordEntry read(Value.Obj document) {
        return new EntryReader(document).read();
    }

    private RecordEntry read() {
        RecordKey key = new RecordKey(entry.text("entity"), entry.text("entityId"));
        Register alive = new Register(Siblings.read(state.objects("alive"), version));
        names("groups").forEach(name -> readGroup(name, state.members("groups")));
        names("sets").forEach(name -> readSet(name, state.members("sets").members(name)));
        names("counters")
                .forEach(name -> readCounter(name, state.members("counters").members(name)));
        names("registers")
                .forEach(name -> readRegister(name, state.members("registers").members(name)));
        left(siblings)
                .forEach(name ->
                        put(name, new Register(Siblings.read(siblings.objects(name), version))));
        left(stamps).forEach(this::readPlain);
        names("ancestors")
                .forEach(name -> readAncestors(name, state.members("ancestors").members(name)));
        RecordEntry read =
                new RecordEntry(
                        key,
                        version,
                        new RecordState(Commands.readVv(entry, flaws), alive, units),
                        fields.object(),
                        entry.flag("deleted"),
                        entry.optionalText("contentHash"),
                        entry.instant("updatedAt"),
                        entry.text("updatedBy"));
        flaws.check();
        return read;
    }

    private Collection<String> names(String part) {
        return state.fields(part).members().keySet();
    }

    /** The names that no unit before has taken; a copy, as reading them takes them. */
    private List<String> left(Members members) {
        return members.object().members().keySet().stream()
                .filter(name -> !done.contains(name))
                .toList();
    }

    private void put(String name, Unit unit) {
        units.put(name, unit);
        done.add(name);
    }

    private void readPlain(String name) {
        Value value = fields.value(name);
        if (value == null) {
            fields.flaw(name, "is missing, though it has a stamp");
        }
        put(name, new Register(List.of(stamped(name, value == null ? Value.NULL : value))));
    }

    /** A value of which {@code stamps} has the rest; fields that were written together share it. */
    private Sibling stamped(String name, Value value) {
        Members stamp = stamps.members(name);
        Sibling last = stamped;
        Sibling read =
                last != null && stamp.object().equals(stampRead)
                        ? new Sibling(last.dot(), value, last.stamp())
                        : new Sibling(Siblings.dot(stamp), value, Siblings.stamp(stamp, version));
        stampRead = stamp.object();
        stamped = read;
        return read;
    }

    private void readGroup(String name, Members groups) {
        List<String> names = groups.texts(name);
        boolean single = names.stream().noneMatch(siblings::has);
        put(name, new Register(single ? singleOf(name, names) : severalOf(names)));
        done.addAll(names);
    }

    private List<Sibling> singleOf(String group, List<String> names) {
        TreeMap<String, Value> values = new TreeMap<>();
        for (String name : names) {
            Value value = fields.value(name);
            if (value == null) {
                fields.flaw(name, "is missing, though it is of the group " + group);
            } else {
                values.put(name, value);
            }
        }
        return List.of(stamped(group, new Value.Obj(values)));
    }

    private List<Sibling> severalOf(List<String> names) {
        List<Sibling> first = Siblings.read(siblings.objects(names.get(0)), version);
        List<TreeMap<String, Value>> values = new ArrayList<>();
        first.forEach(sibling -> values.add(new TreeMap<>()));
        for (String name : names) {
            List<Sibling> each = Siblings.read(siblings.objects(name), version);
            if (each.size() != first.size()) {
                throw InvalidInput.at(
                        siblings.place(name),
                        "must have as many siblings as the rest of its group");
            }
            for (int i = 0; i < each.size(); i++) {
                Value value = each.get(i).value();
                if (value != null) {
                    values.get(i).put(name, value);
                }
            }
        }
        List<Sibling> whole = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            Sibling sibling = first.get(i);
            whole.add(new Sibling(sibling.dot(), new Value.Obj(values.get(i)), sibling.stamp()));
        }
        return whole;
    }

    private void readSet(String name, Members set) {
        List<Value> values = set.has("values") ? set.items("values") : fields.items(name);
        List<Value> adds = set.items("adds");
        if (adds.size() != values.size()) {
            throw InvalidInput.at(set.place("adds"), "must have one entry for each element");
        }
        TreeMap<String, ElementSet.Element> elements = new TreeMap<>();
        for (int i = 0; i < adds.size(); i++) {
            Value value = values.get(i);
            Storable.Flaw flaw = Storable.flaw(entry.place("fields"), value);
            if (flaw != null) {
                throw InvalidInput.at(flaw.pointer(), flaw.message());
            }
            elements.put(
                    Canonical.text(value),
                    new ElementSet.Element(adds(adds.get(i), value, set.place("adds"))));
        }
        put(name, new ElementSet(elements, presence(name, set)));
    }

    private static SortedMap<Dot, Value> adds(Value list, Value shown, String pointer) {
        TreeMap<Dot, Value> adds = new TreeMap<>();
        if (list instanceof Value.Array array) {
            for (Value add : array.items()) {
                Dot dot = Dots.read(add, pointer);
                List<Value> parts = ((Value.Array) add).items();
                adds.put(dot, parts.size() > 2 ? parts.get(2) : shown);
            }
        }
        if (adds.isEmpty()) {
            throw InvalidInput.at(pointer, "must have an add for each element");
        }
        return adds;
    }

    private void readCounter(String name, Members counter) {
        put(
                name,
                new Counter(
                        Dots.readShares(counter.members("shares")),
                        Dots.readShares(counter.optionalMembers("cleared")),
                        presence(name, counter)));
    }

    private Register presence(String name, Members unit) {
        return unit.value("presence") == null
                ? new Register(List.of(stamped(name, Value.TRUE)))
                : new Register(Siblings.read(unit.objects("presence"), version));
    }

    private void readRegister(String name, Members register) {
        put(name, new Register(Siblings.read(register.objects("siblings"), version)));
        if (register.has("ancestors")) {
            readAncestors(name, register.members("ancestors"));
        }
    }

    /** Gives the siblings of a text their ancestors. */
    private void readAncestors(String name, Members ancestors) {
        List<Ancestor> known = ancestors.objects("known").stream().map(Dots::readAncestor).toList();
        List<Value> of = ancestors.items("of");
        if (!(units.get(name) instanceof Register register)
                || register.siblings().size() != of.size()) {
            throw InvalidInput.at(ancestors.place("of"), "must have one entry for each sibling");
        }
        List<Sibling> whole = new ArrayList<>();
        for (int i = 0; i < of.size(); i++) {
            Sibling sibling = register.siblings().get(i);
            whole.add(
                    new Sibling(
                            sibling.dot(),
                            sibling.value(),
                            sibling.stamp(),
                            chosen(known, of.get(i), ancestors.place("of"))));
        }
        units.put(name, new Register(whole));
    }

    private static List<Ancestor> chosen(List<Ancestor> known, Value indexes, String pointer) {
        List<Ancestor> chosen = new ArrayList<>();
        if (indexes instanceof Value.Array array) {
            for (Value item : array.items()) {
                Long index = Members.wholeOf(item);
                if (index == null || index < 0 || index >= known.size()) {
                    throw InvalidInput.at(pointer, "must be numbers of known ancestors, from 0");
                }
                chosen.add(known.get(index.intValue()));
            }
        }
        return chosen;
    }
}

package dev.tidemark.wire.command;

import dev.tidemark.core.conflict.Conflicts;
import dev.tidemark.core.merge.Winner;
import dev.tidemark.core.record.Counter;
import dev.tidemark.core.record.ElementSet;
import dev.tidemark.core.record.Register;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.record.Unit;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.FieldRules.Order;
import dev.tidemark.core.value.Value;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides where each unit of a record is written, so that no value is written twice and all of it
 * can be read again: in sight of apps where that says all of it, else in {@code state}.
 */
final class EntryLayout {

    private final RecordEntry entry;
    private final CollectionRules rules;
    private final Duration skew;
    final TreeMap<String, Sibling> stamps = new TreeMap<>();
    final TreeMap<String, List<Sibling>> siblings = new TreeMap<>();
    final TreeMap<String, Register> ancestors = new TreeMap<>();
    final TreeMap<String, Counter> counters = new TreeMap<>();
    final TreeMap<String, SortedSet<String>> groups = new TreeMap<>();
    final TreeMap<String, Register> registers = new TreeMap<>();
    final TreeMap<String, ElementSet> sets = new TreeMap<>();
    private final TreeSet<String> members = new TreeSet<>();

    EntryLayout(RecordEntry entry, CollectionRules rules, Duration skew) {
        this.entry = entry;
        this.rules = rules;
        this.skew = skew;
        entry.state().units().forEach(this::place);
    }

    private void place(String name, Unit unit) {
        if (unit instanceof Counter counter) {
            counters.put(name, counter);
            stampShown(name, counter.presence());
        } else if (unit instanceof ElementSet set) {
            sets.put(name, set);
            stampShown(name, set.presence());
        } else if (unit instanceof Register register) {
            boolean placed =
                    rules.group(name) == null
                            ? placeField(name, register)
                            : placeGroup(name, register);
            if (!placed) {
                registers.put(name, register);
            }
        }
    }

    private void stampShown(String name, Register presence) {
        if (!presence.siblings().isEmpty() && entry.fields().members().containsKey(name)) {
            stamps.put(name, winner(name, presence.siblings()));
        }
    }

    private boolean placeField(String name, Register register) {
        List<Sibling> all = register.siblings();
        if (all.isEmpty()) {
            return false;
        }
        Value shown = entry.fields().members().get(name);
        if (all.size() > 1) {
            siblings.put(name, all);
        } else if (shown == null || !shown.equals(all.get(0).value())) {
            return false;
        }
        stamps.put(name, winner(name, all));
        if (all.stream().anyMatch(sibling -> !sibling.ancestors().isEmpty())) {
            ancestors.put(name, register);
        }
        return true;
    }

    /** Places a group's members as if each were a field, if that says all of it. */
    private boolean placeGroup(String name, Register register) {
        TreeSet<String> names = new TreeSet<>();
        for (Sibling sibling : register.siblings()) {
            if (!(sibling.value() instanceof Value.Obj value) || !sibling.ancestors().isEmpty()) {
                return false;
            }
            names.addAll(value.members().keySet());
        }
        boolean single = register.siblings().size() == 1;
        if (!(single ? isShown(register) : !names.isEmpty()) || !areFree(name, names)) {
            return false;
        }
        groups.put(name, names);
        members.addAll(names);
        Sibling winner = winner(name, register.siblings());
        stamps.put(name, winner);
        for (String member : names) {
            stamps.put(member, winner);
            if (!single) {
                siblings.put(
                        member,
                        register.siblings().stream()
                                .map(sibling -> Conflicts.member(sibling, member))
                                .toList());
            }
        }
        return true;
    }

    private boolean isShown(Register register) {
        return register.siblings().get(0).value() instanceof Value.Obj value
                && value.members().entrySet().stream()
                        .allMatch(member ->
                                member.getValue()
                                        .equals(entry.fields().members().get(member.getKey())));
    }

    /** Whether no other unit lays claim to these names. */
    private boolean areFree(String group, SortedSet<String> names) {
        SortedMap<String, Unit> units = entry.state().units();
        return names.stream()
                .allMatch(name ->
                        !members.contains(name)
                                && (name.equals(group) || !units.containsKey(name)));
    }

    private Sibling winner(String name, List<Sibling> all) {
        Order order = rules.field(name).order();
        return all.size() == 1 ? all.get(0) : Winner.of(all, order, skew);
    }
}

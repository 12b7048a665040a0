package dev.tidemark.server.history;

import dev.tidemark.core.record.Counter;
import dev.tidemark.core.record.ElementSet;
import dev.tidemark.core.record.Register;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.record.Unit;
import dev.tidemark.core.record.UnitWrite;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.engine.Replay;
import dev.tidemark.wire.command.HistoryPage.Old;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds the values that a change took the place of.
final class Replaced {

    private Replaced() {}

    /// The values that were there before a change and are not after it, by unit: a field, or the
    /// first of a group.
    static SortedMap<String, List<Old>> by(Replay replay) {
        TreeMap<String, List<Old>> replaced = new TreeMap<>();
        replay.before()
                .units()
                .forEach((unit, before) -> {
                    List<Old> gone =
                            gone(
                                    before,
                                    replay.after().units().get(unit),
                                    replay.effect().writes().get(unit));
                    if (!gone.isEmpty()) {
                        replaced.put(unit, gone);
                    }
                });
        return replaced;
    }

    private static List<Old> gone(Unit before, @Nullable Unit after, @Nullable UnitWrite write) {
        return switch (before) {
            case Register register when after instanceof Register kept -> values(register, kept);
            case ElementSet set when after instanceof ElementSet kept -> elements(set, kept);
            // An increment takes nobody's place.
            case Counter counter when write instanceof UnitWrite.ClearCounter ->
                    List.of(new Old(new Value.Num(counter.sum().toString()), null));
            case Register _, ElementSet _, Counter _ -> List.of();
        };
    }

    private static List<Old> values(Register before, Register after) {
        List<Old> gone = new ArrayList<>();
        for (Sibling sibling : before.siblings()) {
            if (!after.dots().contains(sibling.dot())) {
                gone.add(new Old(sibling.value(), sibling.dot()));
            }
        }
        return gone;
    }

    private static List<Old> elements(ElementSet before, ElementSet after) {
        List<Old> gone = new ArrayList<>();
        before.elements()
                .forEach((text, element) -> {
                    if (!after.elements().containsKey(text)) {
                        element.adds().forEach((dot, value) -> gone.add(new Old(value, dot)));
                    }
                });
        return gone;
    }
}

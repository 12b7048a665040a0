package dev.tidemark.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.record.Graft.Parting;
import dev.tidemark.core.record.UnitWrite.Assign;
import dev.tidemark.core.record.UnitWrite.Elements;
import dev.tidemark.core.record.UnitWrite.Increment;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.value.Value;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Two continuations of one record in which device a has used its second dot for two writes. */
class GraftTest {

    private static final Instant NINE = Instant.parse("2026-11-20T09:00:00Z");

    private final RecordState start =
            RecordState.EMPTY.apply(
                    write(RecordState.EMPTY, "a", 0, Map.of("v", assign("start"), "n", count(1))));

    private static UnitWrite assign(String value) {
        return new Assign(Value.of(value), List.of());
    }

    private static UnitWrite count(long by) {
        return new Increment(BigInteger.valueOf(by));
    }

    private static UnitWrite add(String element) {
        return new Elements(List.of(Value.of(element)), List.of());
    }

    /** A write by a device that has seen all. */
    private static Effect write(
            RecordState seen, String device, long minute, Map<String, UnitWrite> writes) {
        return new Effect(
                seen.vv().next(device),
                seen.vv(),
                new Stamp(NINE.plusSeconds(60 * minute), minute, 0),
                true,
                new TreeMap<>(writes));
    }

    private static RecordState after(
            RecordState state, String device, long minute, Map<String, UnitWrite> writes) {
        return state.apply(write(state, device, minute, writes));
    }

    private RecordState grafted(RecordState lost) {
        TreeMap<String, Parting> partings = new TreeMap<>();
        partings.put("a", new Parting(1, "heal:a", 0, start));
        return Graft.of(lost, partings);
    }

    @Test
    void a_plain_join_would_drop_both_writes_and_a_graft_keeps_them() {
        RecordState lost = after(start, "a", 1, Map.of("x", assign("lost")));
        RecordState now = after(start, "a", 2, Map.of("y", assign("new")));
        RecordState lostMore = after(lost, "a", 3, Map.of("z", assign("lost too")));

        RecordState plain = now.join(after(lost, "a", 3, Map.of("y", assign("other"))));
        RecordState joined = now.join(grafted(lostMore));

        assertThat(((Register) plain.units().get("y")).holds(Value.of("new"))).isFalse();
        assertThat(joined.units()).containsOnlyKeys("n", "v", "x", "y", "z");
        assertThat(joined.vv().counters()).isEqualTo(new TreeMap<>(Map.of("a", 2L, "heal:a", 2L)));
    }

    @Test
    void what_was_written_over_stays_so_and_what_was_not_seen_does_not() {
        RecordState lost = after(start, "a", 1, Map.of("v", assign("lost")));
        RecordState now = after(start, "a", 2, Map.of("v", assign("new")));

        Register values = (Register) now.join(grafted(lost)).units().get("v");

        assertThat(values.siblings())
                .extracting(Sibling::value)
                .containsExactlyInAnyOrder(Value.of("lost"), Value.of("new"));
    }

    @Test
    void increments_of_both_count_once_and_common_ones_once() {
        RecordState lost = after(start, "a", 1, Map.of("n", count(10)));
        RecordState now = after(start, "a", 2, Map.of("n", count(100)));

        RecordState joined = now.join(grafted(lost));

        assertThat(((Counter) joined.units().get("n")).sum()).isEqualTo(BigInteger.valueOf(111));
        assertThat(joined.join(grafted(lost))).isEqualTo(joined);
    }

    @Test
    void a_later_copy_of_the_same_continuation_goes_on_under_the_same_names() {
        RecordState lost = after(start, "a", 1, Map.of("n", count(10), "s", add("e")));
        RecordState later = after(lost, "a", 3, Map.of("n", count(20), "v", assign("later")));
        RecordState now = after(start, "a", 2, Map.of("n", count(100)));

        RecordState one = now.join(grafted(lost)).join(grafted(later));
        RecordState other = now.join(grafted(later)).join(grafted(lost));

        assertThat(one).isEqualTo(other);
        assertThat(((Counter) one.units().get("n")).sum()).isEqualTo(BigInteger.valueOf(131));
        assertThat(((Register) one.units().get("v")).agrees()).isTrue();
    }

    @Test
    void traces_prove_the_same_write_and_nothing_else() {
        Effect effect = write(start, "a", 1, Map.of("x", assign("same")));
        Effect other = write(start, "a", 2, Map.of("x", assign("another")));
        RecordState held = start.apply(effect);
        RecordState overwritten = after(held, "b", 3, Map.of("x", assign("later")));

        assertThat(Traces.prove(held, effect, held)).isTrue();
        assertThat(Traces.prove(held, other, start.apply(other))).isFalse();
        assertThat(Traces.prove(overwritten, effect, held)).as("nothing is left").isFalse();
    }

    @Test
    void a_copy_within_a_context_has_what_was_seen_and_keeps_the_rest() {
        RecordState told = after(start, "b", 1, Map.of("v", assign("b"), "n", count(5)));
        RecordState more = after(told, "c", 2, Map.of("w", assign("c")));

        assertThat(start.joinWithin(more, more.vv())).isEqualTo(start.join(more));
        assertThat(start.joinWithin(more, told.vv()).units()).isEqualTo(told.units());
        assertThat(start.joinWithin(more, VersionVector.EMPTY).units()).isEqualTo(start.units());
        RecordState next =
                start.joinWithin(more, told.vv())
                        .apply(write(told, "b", 4, Map.of("v", assign("next"))));
        assertThat(next.vv().covers(new Dot("b", 2))).isTrue();
    }

    @Test
    void what_no_writes_can_have_made_is_not_sound() {
        CollectionRules rules = CollectionRules.defaults("notes");
        RecordState sound = after(start, "b", 1, Map.of("v", assign("b")));
        RecordState good = new RecordState(sound.vv(), sound.alive(), values(sound));
        RecordState unseen = new RecordState(start.vv(), start.alive(), values(sound));
        RecordState neither = new RecordState(sound.vv(), Register.EMPTY, values(sound));

        assertThat(Soundness.flaw(good, rules)).isNull();
        assertThat(Soundness.flaw(unseen, rules)).contains("lacks");
        assertThat(Soundness.flaw(neither, rules)).contains("exists");
        assertThat(Soundness.flaw(sound, rules)).contains("another kind");
    }

    private static TreeMap<String, Unit> values(RecordState state) {
        TreeMap<String, Unit> values = new TreeMap<>(state.units());
        values.remove("n");
        return values;
    }
}

package dev.tidemark.core.causality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VersionVectorTest {

    private static VersionVector vv(Object... pairs) {
        VersionVector vector = VersionVector.EMPTY;
        for (int i = 0; i < pairs.length; i += 2) {
            vector = vector.with(new Dot((String) pairs[i], (int) pairs[i + 1]));
        }
        return vector;
    }

    @Test
    void a_vector_covers_all_of_a_device_up_to_its_counter() {
        VersionVector vector = vv("a", 2);

        assertThat(vector.covers(new Dot("a", 1))).isTrue();
        assertThat(vector.covers(new Dot("a", 2))).isTrue();
        assertThat(vector.covers(new Dot("a", 3))).isFalse();
        assertThat(vector.covers(new Dot("b", 1))).isFalse();
        assertThat(vector.counter("a")).isEqualTo(2);
        assertThat(vector.counter("b")).isZero();
    }

    @Test
    void a_vector_covers_another_where_it_is_nowhere_behind() {
        assertThat(vv("a", 2, "b", 1).covers(vv("a", 1))).isTrue();
        assertThat(vv("a", 2).covers(VersionVector.EMPTY)).isTrue();
        assertThat(vv("a", 2).covers(vv("a", 1, "b", 1))).isFalse();
    }

    @Test
    void joined_they_have_the_dots_of_either() {
        assertThat(vv("a", 2, "b", 1).join(vv("b", 3, "c", 1)))
                .isEqualTo(vv("a", 2, "b", 3, "c", 1));
        VersionVector more = vv("a", 2);
        assertThat(more.join(vv("a", 1))).isSameAs(more);
        assertThat(vv("a", 1).join(more)).isSameAs(more);
    }

    @Test
    void a_vector_can_be_cut_back_for_one_device() {
        VersionVector vector = vv("a", 3, "b", 1);

        assertThat(vector.upTo("a", 2)).isEqualTo(vv("a", 2, "b", 1));
        assertThat(vector.upTo("a", 0)).isEqualTo(vv("b", 1));
        assertThat(vector.upTo("a", 5)).isSameAs(vector);
        assertThat(vector.next("a")).isEqualTo(new Dot("a", 4));
        assertThat(vector.next("c")).isEqualTo(new Dot("c", 1));
    }

    @Test
    void a_counter_starts_at_one() {
        assertThatThrownBy(() -> new Dot("a", 0)).hasMessageContaining("starts at 1, not 0");
        assertThatThrownBy(() -> VersionVector.of(Map.of("a", 0L)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> VersionVector.of(Map.of("a", -1L)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void dots_are_sorted_by_device_and_then_by_counter() {
        List<Dot> dots = List.of(new Dot("b", 1), new Dot("a", 10), new Dot("a", 9));

        assertThat(dots.stream().sorted())
                .containsExactly(new Dot("a", 9), new Dot("a", 10), new Dot("b", 1));
    }
}

package dev.tidemark.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {

    private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-" + ID + "-00f067aa0ba902b7-01",
                "00-" + ID + "-00f067aa0ba902b7-00",
                " 00-" + ID + "-00f067aa0ba902b7-01 ",
                "01-" + ID + "-00f067aa0ba902b7-01",
                "fe-" + ID + "-00f067aa0ba902b7-01-what-may-come",
            })
    void a_sound_header_is_continued(String header) {
        assertThat(Trace.continued(header)).contains(ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "00-zz-11-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-" + ID + "-0000000000000000-01",
                "ff-" + ID + "-00f067aa0ba902b7-01",
                "00-" + ID + "-00f067aa0ba902b7-01-more",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-" + ID + "-00f067aa0ba902b7",
                "00-" + ID + "0-00f067aa0ba902b7-01",
            })
    void any_other_header_is_not(String header) {
        assertThat(Trace.continued(header)).isEmpty();
    }

    @Test
    void new_ids_differ_and_look_like_ids() {
        Trace trace = new Trace(RandomGenerator.getDefault());
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String id = trace.id(null);
            assertThat(id).matches("[0-9a-f]{32}");
            ids.add(id);
        }
        assertThat(ids).hasSize(10_000);
    }
}

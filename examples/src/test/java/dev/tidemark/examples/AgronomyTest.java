package dev.tidemark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.examples.agronomy.Agronomy;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The flow of seed 002, by the client library, against a real server.
class AgronomyTest {

    @TempDir private Path folder;

    @Test
    void a_day_in_the_field_ends_with_the_same_on_both_devices() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (RunningServer server = new RunningServer(folder)) {
            PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
            Agronomy.play(server.address(), server.accountOf("agronomy"), folder, out);
        }

        assertThat(said.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "scout: SYNC_DEFERRED, 2 waiting",
                        "scout: accepted {observations=2, playbookPatches=0, recommendations=0}",
                        "office: accepted {observations=0, playbookPatches=0, recommendations=0}",
                        "office: accepted {observations=1, playbookPatches=1, recommendations=0}",
                        "scout: accepted {observations=0, playbookPatches=0, recommendations=0}",
                        "scout: observation_confirmed, correct",
                        "scout: playbook_base_version, rebase",
                        "scout: accepted {observations=1, playbookPatches=1, recommendations=0}",
                        "office: accepted {observations=0, playbookPatches=0, recommendations=0}",
                        "both have the same: true");
    }
}

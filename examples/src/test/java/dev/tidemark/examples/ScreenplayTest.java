package dev.tidemark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.examples.screenplay.Screenplay;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A script on two devices, played against a real server.
class ScreenplayTest {

    @TempDir private Path folder;

    @Test
    void a_script_is_written_on_two_devices_and_no_line_is_lost() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (RunningServer server = new RunningServer(folder)) {
            Screenplay.play(
                    server.address(),
                    server.accountOf("screenplay"),
                    folder,
                    new PrintStream(said, true, StandardCharsets.UTF_8));
        }

        assertThat(said.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "train: SYNCED, 0 pending",
                        "train: SYNCING, 2 pending",
                        "both read \"INT. HOUSE\\nSnow.\\nADA\\nWho is there?\\nFADE\\n\"",
                        "train: CONFLICT, 0 pending",
                        "decide: \"Ada runs.\" or \"Ada waits for the rain to end.\"",
                        "train: SYNCED, 0 pending",
                        "brought back: \"Ada waits for the rain to end.\"",
                        "to write down: 63 characters",
                        "sealed anew with a new key: 1",
                        "translator: sk-123");
    }
}

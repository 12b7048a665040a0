package dev.tidemark.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.Typed;
import dev.tidemark.cli.Typed.Desk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {
    @TempDir private Path folder;

    @Test
    void every_setting_is_shown_with_its_value_and_origin() {
        Typed typed = Desk.at(folder).with("TIDEMARK_HOST", "0.0.0.0").run("config", "--port=9000");

        assertThat(typed.code()).isZero();
        assertThat(typed.out())
                .containsPattern("port +9000 +flag --port")
                .containsPattern("host +0.0.0.0 +environment TIDEMARK_HOST")
                .containsPattern("bodyBytesMax +8388608 +default");
    }

    @Test
    void a_script_gets_one_object_a_line() {
        assertThat(Desk.at(folder).run("config", "--json").lines())
                .anySatisfy(line ->
                        assertThat(line)
                                .startsWith("{")
                                .contains("\"name\":\"port\"", "\"origin\":\"default\""));
    }

    @Test
    void secrets_are_masked() {
        Typed typed = Desk.at(folder).run("config", "--metrics-token", "canary-secret");

        assertThat(typed.out()).contains("********").doesNotContain("canary-secret");
    }

    @Test
    void a_file_sets_what_nothing_else_does() throws IOException {
        Path file = Files.writeString(folder.resolve("my.properties"), "pageMax=7\nport=1\n");

        Typed typed = Desk.at(folder).run("config", "--config", file.toString(), "--port", "2");

        assertThat(typed.out())
                .containsPattern("pageMax +7 +file .*my.properties")
                .containsPattern("port +2 +flag --port");
    }

    @Test
    void an_unknown_setting_is_refused_with_the_one_that_was_meant() {
        Typed typed = Desk.at(folder).with("TIDEMARK_PROT", "1").run("config");

        assertThat(typed.code()).isEqualTo(64);
        assertThat(typed.err()).contains("TIDEMARK_PROT", "Did you mean TIDEMARK_PORT?");
        assertThat(Desk.at(folder).run("config", "--prot=1").err())
                .contains("--prot", "Did you mean --port");
    }

    @Test
    void variables_of_other_commands_are_no_unknown_settings() {
        Typed typed =
                Desk.at(folder)
                        .with("TIDEMARK_DB", "a.db")
                        .with("TIDEMARK_TOKEN", "canary-secret")
                        .run("config");

        assertThat(typed.code()).isZero();
        assertThat(typed.out()).doesNotContain("canary-secret");
    }

    @Test
    void an_impossible_value_is_refused() {
        Typed typed = Desk.at(folder).run("config", "--port=99999");

        assertThat(typed.code()).isEqualTo(64);
        assertThat(typed.err()).contains("port", "a whole number from 0 to 65535", "99999");
    }
}

package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComplaintsTest {
    @TempDir private Path folder;

    @Test
    void without_a_command_the_help_is_shown() {
        Typed typed = Typed.Desk.at(folder).run();

        assertThat(typed.code()).isZero();
        assertThat(typed.out()).contains("Usage: tidemark", "completion");
    }

    @Test
    void an_unknown_command_is_a_usage_error_with_a_suggestion() {
        Typed typed = Typed.Desk.at(folder).run("completoin");

        assertThat(typed.code()).isEqualTo(2);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err().lines())
                .singleElement()
                .asString()
                .contains("'completoin'", "Did you mean", "completion", "--help");
    }

    @Test
    void an_unknown_option_is_a_usage_error() {
        Typed typed = Typed.Desk.at(folder).run("completion", "--nope");

        assertThat(typed.code()).isEqualTo(2);
        assertThat(typed.err()).contains("--nope", "tidemark completion --help");
    }

    @Test
    void the_version_is_told() {
        assertThat(Typed.Desk.at(folder).run("--version").out()).startsWith("tidemark ");
    }

    @Test
    void every_command_has_help() {
        Commands.line(TestShells.silent())
                .getSubcommands()
                .keySet()
                .forEach(command ->
                        assertThat(Typed.Desk.at(folder).run(command, "--help").out())
                                .contains("Usage: tidemark " + command));
    }

    @Test
    void the_completion_script_knows_the_commands() {
        assertThat(Typed.Desk.at(folder).run("completion").out())
                .contains("complete -F", "completion");
    }
}

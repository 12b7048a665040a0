package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What docs/history.md tells people to type can be typed.
class HistoryGuideTest {

    private static final Pattern COMMAND = Pattern.compile("(?m)^tidemark (.+?)(?: {2,}.*)?$");

    static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        Matcher matcher = COMMAND.matcher(Files.readString(Path.of("../docs/history.md")));
        while (matcher.find()) {
            commands.add(matcher.group(1));
        }
        return commands;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_command_of_the_guide_is_understood(String command) {
        String[] words =
                Pattern.compile("\"[^\"]*\"|\\S+")
                        .matcher(command)
                        .results()
                        .map(word -> word.group().replace("\"", ""))
                        .toArray(String[]::new);

        assertThatCode(() -> Commands.line(TestShells.silent()).parseArgs(words))
                .doesNotThrowAnyException();
    }

    @Test
    void the_guide_has_commands() throws IOException {
        assertThat(commands()).hasSizeGreaterThan(10);
    }
}

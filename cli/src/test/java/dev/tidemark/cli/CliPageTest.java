package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CliPageTest {
    /// Tests of a module run in its folder.
    private static final Path PAGE = Path.of("..", "docs", "cli.md");

    private static final String WRITE = "WRITE_DOCS";

    @Test
    void the_page_of_the_command_says_what_its_help_says() throws IOException {
        String text = CliPage.text().stripTrailing() + "\n";
        if (System.getenv(WRITE) != null) {
            Files.writeString(PAGE, text);
        }

        assertThat(Files.readString(PAGE))
                .as("run: %s=1 mvn -pl cli -am test -Dtest=CliPageTest", WRITE)
                .isEqualTo(text);
    }
}

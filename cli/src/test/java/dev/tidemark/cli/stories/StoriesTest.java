package dev.tidemark.cli.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.rig.Findings;
import dev.tidemark.cli.rig.Programs;
import dev.tidemark.cli.rig.Run;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A short run of what `./stories` plays at length. The limit is for a hang only: where others
/// build beside it, a story of many processes takes minutes.
@Timeout(900)
class StoriesTest {

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource
    void everything_holds_in_each_story(Stories story) throws Exception {
        long seed = new SecureRandom().nextLong();
        Findings findings = new Findings();

        story.briefPart()
                .play()
                .run(new Run(Programs.ofThisProcess(), folder, seed, findings, _ -> {}));

        assertThat(findings.claims())
                .as("seed %d", seed)
                .isNotEmpty()
                .allMatch(Findings.Claim::holds);
        assertThat(findings.sentences()).isNotEmpty();
    }
}

package dev.tidemark.cli.endtoend;

import static dev.tidemark.cli.endtoend.Site.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.Typed.Desk;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sync is somebody's choice: enabled, used, looked at and disabled by commands.
class OptInTest {
    private static final String ID = "11111111-1111-4111-8111-111111111111";

    @TempDir private Path folder;

    @Test
    void sync_is_enabled_by_one_command_and_disabled_by_another_and_nothing_is_lost()
            throws IOException {
        try (Site site = Site.open(folder, "wellbeing")) {
            Desk alone = Desk.at(folder).with("TIDEMARK_DB", folder.resolve("d.db").toString());
            ok(alone.run("init"));
            ok(alone.run("put", "moodEntries", "--id", ID, "mood:=4"));
            assertThat(status(alone)).contains("\"state\":\"local-only\"", "\"pending\":1");
            assertThat(status(alone)).contains("\"lastSync\":null", "\"server\":null");
            assertThat(alone.run("sync").code()).isNotZero();

            ok(site.desk("d").run("init", "--server", site.address()));
            assertThat(status(alone)).contains("\"state\":\"synced\"", "\"pending\":0");
            assertThat(status(alone)).contains(site.address()).doesNotContain("\"lastSync\":null");

            ok(alone.run("init", "--no-sync"));
            ok(alone.run("set", "moodEntries", ID, "mood:=5"));
            assertThat(status(alone)).contains("\"state\":\"local-only\"", "\"pending\":1");
            assertThat(ok(alone.run("get", "moodEntries", ID, "--json"))).contains("\"mood\":5");

            ok(site.desk("d").run("init", "--server", site.address()));
            assertThat(status(alone)).contains("\"state\":\"synced\"", "\"pending\":0");
            Desk other = site.device("other");
            assertThat(ok(other.run("get", "moodEntries", ID, "--json"))).contains("\"mood\":5");
        }
    }

    private static String status(Desk desk) {
        return ok(desk.run("status", "--json"));
    }
}

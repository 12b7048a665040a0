package dev.tidemark.cli.endtoend;

import static dev.tidemark.cli.endtoend.Site.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.Typed;
import dev.tidemark.cli.Typed.Desk;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a sync would do, with the real client and the real server.
class DryRunTest {
    private static final String ID = "11111111-1111-4111-8111-111111111111";

    @TempDir private Path folder;
    private Site site;
    private Desk laptop;
    private Desk phone;

    @BeforeEach
    void open() throws IOException {
        site = Site.open(folder, "requests");
        laptop = site.device("laptop");
        phone = site.device("phone");
        ok(laptop.run("put", "endpoints", "--id", ID, "name=List", "path=/a"));
        ok(laptop.run("sync"));
        ok(phone.run("sync"));
    }

    @AfterEach
    void close() {
        site.close();
    }

    private static String token(Typed dryRun) {
        return dryRun.out().replaceAll("(?s).*\"token\":\"([^\"]+)\".*", "$1").strip();
    }

    @Test
    void a_dry_run_shows_what_a_sync_then_does() {
        ok(laptop.run("set", "endpoints", ID, "path=/b", "summary=s"));
        ok(laptop.run("sync"));
        ok(phone.run("set", "endpoints", ID, "path=/c"));

        Typed dry = phone.run("sync", "--dry-run");

        assertThat(dry.code()).isZero();
        assertThat(dry.out())
                .contains(
                        "updated endpoints/" + ID,
                        "summary: nothing -> \"s\"",
                        "a person would have to decide")
                .contains("1 records would change here", "1 mutations would be sent", "token ");
        assertThat(phone.run("get", "endpoints", ID, "--json").out()).contains("\"path\":\"/c\"");
        assertThat(phone.run("status", "--json").out()).contains("\"pending\":1");
    }

    @Test
    void a_sync_runs_in_the_state_that_was_previewed_and_in_no_other() {
        ok(phone.run("set", "endpoints", ID, "path=/c"));
        String token = token(phone.run("sync", "--dry-run", "--json"));
        ok(laptop.run("set", "endpoints", ID, "summary=s"));
        ok(laptop.run("sync"));

        Typed stale = phone.run("sync", "--expect", token);
        assertThat(stale.code()).isEqualTo(4);
        assertThat(stale.err()).contains("others changed it");
        assertThat(phone.run("status", "--json").out()).contains("\"pending\":1");

        String fresh = token(phone.run("sync", "--dry-run", "--json"));
        ok(phone.run("sync", "--expect", fresh));
        ok(laptop.run("sync"));
        site.assertSame(laptop, phone);
    }

    @Test
    void what_would_be_refused_is_told_with_the_exit_code_of_a_refusal() {
        ok(phone.run("put", "endpoints", "name=Same", "path=/x", "projectId=p"));
        ok(laptop.run("put", "endpoints", "name=Same", "path=/y", "projectId=p"));
        ok(laptop.run("sync"));

        Typed dry = phone.run("sync", "--dry-run");

        assertThat(dry.code()).isEqualTo(4);
        assertThat(dry.out()).contains("refused create endpoints/", "same");
        assertThat(phone.run("dead-letters", "list", "--json").out()).isEmpty();
    }

    @Test
    void a_dry_run_without_a_server_says_so() {
        site.stop();

        assertThat(phone.run("sync", "--dry-run").code()).isEqualTo(6);
        assertThat(phone.run("sync", "--dry-run", "--anew").code()).isEqualTo(2);
        assertThat(phone.run("sync", "--dry-run", "--expect", "x").code()).isEqualTo(2);
    }
}

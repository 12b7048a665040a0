package dev.tidemark.cli.endtoend;

import static dev.tidemark.cli.endtoend.Site.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.Typed;
import dev.tidemark.cli.Typed.Desk;
import dev.tidemark.server.store.Storage;
import dev.tidemark.sql.LaneLimits;
import dev.tidemark.sql.Options;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an owner and an operator see of the audit, and what they see when somebody has edited it.
class AuditTest {

    @TempDir private Path folder;

    @Test
    void the_audit_is_listed_verified_and_found_to_be_edited() throws IOException {
        try (Site site = Site.open(folder, "open")) {
            Desk device = site.device("tablet");
            ok(device.run("put", "notes", "title=canary"));
            ok(device.run("sync"));

            String listed = ok(site.owner().run("audit", "list"));
            assertThat(listed).contains("account.create", "device.enrol", "sync.push", "1 applied");
            assertThat(listed).doesNotContain("canary");
            Typed last = site.owner().run("audit", "list", "--last=1", "--json");
            assertThat(last.lines()).singleElement().asString().contains("\"sync.push\"");
            assertThat(ok(site.operator().run("audit", "list", "--server-wide")))
                    .contains("account.create");
            String verified = ok(site.owner().run("audit", "verify"));
            assertThat(verified).contains("account: 4 events");
            String known = verified.substring(verified.lastIndexOf(' ') + 1);
            ok(site.owner().run("audit", "verify", "--expect", known));
            String other = known.replaceFirst(":.", known.contains(":0") ? ":1" : ":0");
            assertThat(site.owner().run("audit", "verify", "--expect", other).code()).isEqualTo(7);
            assertThat(site.owner().run("audit", "verify", "--expect", "x").code()).isEqualTo(2);
            Path data = folder.resolve("server");
            assertThat(site.owner().run("audit", "verify", "--data", data.toString()).code())
                    .as("a data folder that is in use")
                    .isEqualTo(75);

            site.stop();
            assertThat(ok(offline("verify"))).contains("server: ", ": 4 events");
            edit(data, "UPDATE audit SET detail = '2 applied' WHERE detail = '1 applied'");

            Typed found = offline("verify");
            assertThat(found.code()).isEqualTo(7);
            assertThat(found.out()).contains("Event 4 is not what was written");
            site.startAgain();
            Typed asked = site.owner().run("audit", "verify", "--json");
            assertThat(asked.code()).isEqualTo(7);
            assertThat(asked.out()).contains("\"whole\":false", "Event 4 ");
        }
    }

    private Typed offline(String verb) {
        Path data = folder.resolve("server");
        return Desk.at(folder).run("audit", verb, "--data", data.toString());
    }

    private static void edit(Path data, String sql) {
        try (Storage storage = Storage.open(data, Options.DEFAULTS, LaneLimits.DEFAULTS)) {
            int changed = storage.lanes().writeNow("test", tx -> tx.update(sql));
            assertThat(changed).isEqualTo(1);
        }
    }

    @Test
    void a_folder_without_a_server_is_not_made_into_one() {
        Typed typed = offline("verify");
        assertThat(typed.code()).isEqualTo(66);
        assertThat(folder.resolve("server")).doesNotExist();
    }
}

package dev.tidemark.cli.endtoend;

import static dev.tidemark.cli.endtoend.Site.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.Typed;
import dev.tidemark.cli.Typed.Desk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mass changes, with the real client and the real server, and a person who decides.
class HoldsTest {
    private static final int RECORDS = 12;

    @TempDir private Path folder;
    private Site site;
    private Desk laptop;
    private Desk phone;

    @BeforeEach
    void open() throws IOException {
        site = Site.open(folder, "open", Map.of("guardDeleteMin", "5"));
        laptop = site.device("laptop");
        phone = site.device("phone");
        StringBuilder lines = new StringBuilder();
        for (int n = 0; n < RECORDS; n++) {
            lines.append("{\"n\":").append(n).append("}\n");
        }
        ok(laptop.typing(lines.toString()).run("import", "-", "--collection", "notes"));
        ok(laptop.run("sync"));
        ok(phone.run("sync"));
    }

    @AfterEach
    void close() {
        site.close();
    }

    private void deleteAll(Desk desk) {
        List<String> lines = desk.run("list", "notes", "--json").lines();
        for (String line : lines) {
            ok(desk.run("delete", "notes", line.replaceAll(".*\"id\":\"([^\"]+)\".*", "$1")));
        }
    }

    private String hold() {
        String listed = ok(site.owner().run("holds", "list", "--json"));
        assertThat(listed).contains("\"kind\":\"delete\"", "\"count\":" + RECORDS);
        return listed.replaceAll(".*\"holdId\":\"([^\"]+)\".*", "$1");
    }

    @Test
    void a_mass_deletion_waits_until_an_owner_releases_it() {
        deleteAll(phone);
        Typed dry = phone.run("sync", "--dry-run");
        assertThat(dry.code()).isEqualTo(4);
        assertThat(dry.out()).contains("held delete notes/");
        assertThat(site.owner().run("holds", "list", "--json").out()).isEmpty();

        Typed synced = phone.run("sync");
        assertThat(synced.code()).isEqualTo(4);
        assertThat(synced.out()).contains(RECORDS + " held for confirmation");
        assertThat(phone.run("status").out()).contains("held", "for confirmation");
        assertThat(phone.run("status", "--json").out())
                .contains("\"held\":" + RECORDS, "\"pending\":" + RECORDS);
        ok(laptop.run("sync"));
        assertThat(laptop.run("list", "notes", "--json").lines()).hasSize(RECORDS);

        String hold = hold();
        assertThat(site.owner().run("holds", "release", hold).code()).isEqualTo(2);
        ok(site.owner().run("holds", "release", hold, "--yes"));
        ok(phone.run("sync"));
        ok(laptop.run("sync"));
        assertThat(laptop.run("list", "notes", "--json").lines()).isEmpty();
        assertThat(site.owner().run("holds", "drop", hold, "--yes").code()).isEqualTo(4);
        assertThat(site.owner().run("holds", "drop", "unknown", "--yes").code()).isEqualTo(3);
    }

    @Test
    void a_dropped_mass_deletion_leaves_the_records_and_the_dead_letters() {
        deleteAll(phone);
        phone.run("sync");
        site.stop();
        site.startAgain();

        ok(site.owner().run("holds", "drop", hold(), "--yes"));
        assertThat(phone.run("sync").code()).isEqualTo(4);

        assertThat(phone.run("dead-letters", "list", "--json").lines()).hasSize(RECORDS);
        assertThat(phone.run("status", "--json").out()).contains("\"held\":0", "\"pending\":0");
        assertThat(phone.run("list", "notes", "--json").lines()).hasSize(RECORDS);
        site.assertSame(laptop, phone);
        assertThat(site.owner().run("audit", "list", "--json").out())
                .contains("hold.open", "hold.drop");
    }
}

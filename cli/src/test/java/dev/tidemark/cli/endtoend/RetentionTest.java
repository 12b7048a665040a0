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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A device that comes back when what was deleted meanwhile is not even remembered any more.
class RetentionTest {
    private static final long LONG_MILLIS = 100L * 24 * 3_600 * 1_000;

    @TempDir private Path folder;

    private static String put(Desk desk, String title) {
        return ok(desk.run("put", "notes", "title=" + title));
    }

    /// Makes everything that has happened so far a hundred days older.
    private void age(Site site) {
        site.stop();
        try (Storage storage =
                Storage.open(folder.resolve("server"), Options.DEFAULTS, LaneLimits.DEFAULTS)) {
            for (String sql :
                    List.of(
                            "UPDATE change SET accepted_at = accepted_at - ?",
                            "UPDATE device SET created_at = created_at - ?",
                            "UPDATE device SET last_seen = last_seen - ?")) {
                storage.lanes().writeNow("test", tx -> tx.update(sql, LONG_MILLIS));
            }
        }
        site.startAgain();
    }

    @Test
    void a_device_from_behind_the_horizon_brings_nothing_back_and_loses_nothing()
            throws IOException {
        try (Site site = Site.open(folder, "open", Map.of("historyVersions", "1"))) {
            Desk laptop = site.device("laptop");
            Desk phone = site.device("phone");
            String gone = put(laptop, "gone");
            String edited = put(laptop, "edited");
            String stays = put(laptop, "stays");
            ok(laptop.run("sync"));
            ok(phone.run("sync"));

            ok(phone.run("set", "notes", edited, "title=by phone"));
            ok(phone.run("set", "notes", stays, "text=by phone"));
            String made = put(phone, "made offline");
            ok(laptop.run("delete", "notes", gone));
            ok(laptop.run("delete", "notes", edited));
            ok(laptop.run("set", "notes", stays, "title=by laptop"));
            ok(laptop.run("sync"));
            age(site);
            assertThat(ok(site.owner().run("retention", "show"))).contains("*", "P90D");
            assertThat(site.owner().run("retention", "run").code()).isEqualTo(2);
            assertThat(ok(site.owner().run("retention", "run", "--dry-run", "--json")))
                    .contains("\"purgedRecords\":2");
            assertThat(ok(site.owner().run("retention", "run", "--yes", "--json")))
                    .contains("\"purgedRecords\":2");
            assertThat(site.owner().run("retention", "run", "--yes", "--json").out())
                    .contains("\"purgedRecords\":0");

            Typed synced = phone.run("sync");
            assertThat(synced.code()).as(synced.out() + synced.err()).isEqualTo(4);
            assertThat(phone.run("list", "notes", "--json").out())
                    .contains(stays, made)
                    .doesNotContain(gone, edited);
            assertThat(phone.run("dead-letters", "list", "--json").out())
                    .contains("RECORD_PURGED", "by phone", edited);
            ok(laptop.run("sync"));
            assertThat(laptop.run("get", "notes", stays, "--json").out())
                    .contains("by laptop", "by phone");
            site.assertSame(laptop, phone);
            ok(site.owner().run("verify", "server"));
        }
    }
}

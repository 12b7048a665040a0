package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.server.backup.BackupRestore;
import dev.tidemark.server.backup.DataBackup;
import dev.tidemark.server.fake.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole server that is put back to a backup, by the command and by hand, seen over HTTP.
class WentBackServerTest {

    @TempDir private Path folder;

    private static String push(Site site, String token, String body) {
        return site.call()
                .post("/v1/sync/batch", body)
                .bearer(token)
                .expect(200)
                .member("newSince");
    }

    private static String second(String cursor) {
        return Site.batch("tablet", "two")
                .replace("\"since\":null", "\"since\":\"" + cursor + "\"");
    }

    private static String heal(String cursor, String changes) {
        return "{\"deviceId\":\"tablet\",\"cursor\":\"%s\",\"records\":%s}"
                .formatted(cursor, changes);
    }

    /// What the server has now, as JSON, and the cursor behind it.
    private static Reply pulled(Site site, String token) {
        return site.call().get("/v1/sync/changes").bearer(token).expect(200);
    }

    private static String changes(Reply pulled) {
        String body = pulled.text();
        int from = body.indexOf("\"serverChanges\":") + 16;
        return body.substring(from, body.indexOf("],\"newSince\"", from) + 1);
    }

    private void lose(boolean byHand) throws IOException {
        Path data = folder.resolve("data-" + byHand);
        Path backup = folder.resolve("backup-" + byHand);
        try (Site site = Site.on(data, Map.of())) {
            String token = site.owner(site.account("open"));
            String cursor = push(site, token, Site.batch("tablet", "one"));
            DataBackup.make(data, backup);
            String later = push(site, token, second(cursor));
            String all = changes(pulled(site, token));
            site.server().stop();
            if (byHand) {
                Files.copy(
                        backup,
                        data.resolve("tidemark.db"),
                        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            } else {
                BackupRestore.restore(data, backup, Site.NOON, new Random(1));
            }
            site.restart();

            Reply refused =
                    site.call().get("/v1/sync/changes?since=" + later).bearer(token).expect(409);
            assertThat(refused.member("code")).isEqualTo("CURSOR_AHEAD");
            assertThat(pulled(site, token).text()).doesNotContain("\"two\"");

            Reply healed =
                    site.call().post("/v1/sync/heal", heal(later, all)).bearer(token).expect(200);
            assertThat(healed.text()).contains("\"joined\":1,").contains("\"unchanged\":1");
            assertThat(changes(pulled(site, token))).contains("\"two\"");
            String audit = site.call().get("/v1/audit").bearer(token).expect(200).text();
            assertThat(audit).containsOnlyOnce("server.went-back").contains("sync.heal");
            site.call()
                    .post("/v1/sync/heal", heal(pulled(site, token).member("newSince"), "[]"))
                    .bearer(token)
                    .expect(409);
        }
    }

    @Test
    void files_that_were_put_back_by_hand_are_found_out_and_healed() throws IOException {
        lose(true);
    }

    @Test
    void a_backup_that_was_restored_is_healed() throws IOException {
        lose(false);
    }
}

package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.server.fake.Wire;
import dev.tidemark.server.store.Census;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An account that is erased is erased.
class ErasureTest {

    @TempDir private Path folder;
    private Site site;

    @BeforeEach
    void start() {
        site = Site.on(folder, Map.of("streamSilenceMillisMax", "50"));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private String filled(String key) {
        String token = site.enrol(key, "tablet").is(201).member("token");
        site.call()
                .post("/v1/sync/batch", Site.batch("tablet", "canary"))
                .device(token)
                .expect(200)
                .has("applied");
        return token;
    }

    @Test
    void nothing_of_it_is_left_in_any_table_and_nothing_of_others_is_missing() {
        String gone = site.account("open");
        String kept = site.account("open");
        filled(site.owner(gone));
        String key = site.owner(kept);
        filled(key);

        site.admin().delete("/v1/accounts/" + gone, "{\"confirm\":true}").expect(204);
        site.server().stop();

        Map<String, Long> left = Census.rowsOf(folder, gone);
        assertThat(left)
                .isNotEmpty()
                .allSatisfy((table, rows) -> assertThat(rows).as(table).isZero());
        assertThat(Census.rowsOf(folder, kept))
                .containsEntry("record", 1L)
                .containsEntry("change", 1L)
                .containsEntry("device", 1L);
    }

    @Test
    void its_credentials_are_worth_nothing_and_its_streams_end_at_once() {
        String account = site.account("open");
        String key = site.owner(account);
        String token = filled(key);
        try (Wire wire = Wire.to(site.uri())) {
            wire.send(
                    "GET /v1/sync/stream HTTP/1.1\nHost: localhost\nX-Device-Token: "
                            + token
                            + "\n\n");
            assertThat(wire.until("event: changes")).contains("200 OK");

            site.admin().delete("/v1/accounts/" + account, "{\"confirm\":true}").expect(204);

            assertThat(wire.until("never")).isNotEmpty();
        }
        site.call().get("/v1/schema").bearer(key).expect(401);
        site.call().get("/v1/schema").device(token).expect(401);
        site.admin().delete("/v1/accounts/" + account, "{\"confirm\":true}").expect(404);
        site.admin().get("/v1/accounts").expect(200).lacks(account);
    }

    @Test
    void it_wants_to_be_confirmed_and_the_admins_own_account_stays() {
        String account = site.account("open");
        for (String body : new String[] {"{}", "{\"confirm\":false}", "{\"confirm\":null}"}) {
            site.admin()
                    .delete("/v1/accounts/" + account, body)
                    .expect(422)
                    .refuses("CONFIRMATION_REQUIRED");
        }
        site.admin().delete("/v1/accounts/" + account, "{\"confirm\":1}").expect(422);
        site.admin().delete("/v1/accounts/" + account).expect(400);
        String own = site.admin().get("/v1/schema").expect(200).member("accountId");
        site.admin().delete("/v1/accounts/" + own, "{\"confirm\":true}").expect(422);
        site.admin().get("/v1/schema").expect(200);
    }

    @Test
    void what_was_begun_before_a_stop_is_ended_after_the_next_start() throws InterruptedException {
        String account = site.account("open");
        filled(site.owner(account));
        site.server().stop();
        Census.beginErasing(folder, account);
        assertThat(Census.rowsOf(folder, account)).containsEntry("record", 1L);

        site.restart();
        site.admin().get("/v1/accounts").expect(200).lacks(account);
        site.server().awaitResumed();
        site.server().stop();

        assertThat(Census.rowsOf(folder, account))
                .containsEntry("record", 0L)
                .containsEntry("erasure", 0L);
    }
}

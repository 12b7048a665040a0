package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.server.fake.Wire;
import dev.tidemark.server.log.Logs;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is sent, none of it gets into the log, however much is logged.
class CanaryTest {

    private static final String CANARY = "canary7f3a";

    @TempDir private Path folder;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @AfterEach
    void quiet() {
        Logs.to(System.err, "warn");
    }

    @Test
    void no_payload_token_query_or_header_is_in_the_log_at_its_loudest() {
        Logs.to(log, "trace");
        String everything;
        List<String> secrets;
        try (Site site = Site.on(folder, Map.of("metricsToken", CANARY + "metrics"))) {
            String account = site.account("open");
            String owner = site.owner(account);
            String token = site.enrol(owner, "tablet").is(201).member("token");
            secrets = List.of(CANARY, owner, token, site.adminKey(), owner.substring(30, 60));
            send(site, owner, token);
            Logs.flush();
            everything = log.toString(StandardCharsets.UTF_8);
            assertThat(everything).contains(account, "tablet", "POST /v1/sync/batch");
        }
        Logs.flush();
        everything = log.toString(StandardCharsets.UTF_8);
        assertThat(everything.lines())
                .hasSizeGreaterThan(15)
                .allMatch(line -> line.startsWith("{\"time\":") && line.endsWith("}"));
        for (String secret : secrets) {
            assertThat(everything).doesNotContain(secret);
        }
    }

    private static void send(Site site, String owner, String token) {
        site.call().post("/v1/sync/batch", Site.batch("tablet", CANARY)).device(token).expect(200);
        site.call()
                .post("/v1/sync/batch", "{\"" + CANARY + "\":" + CANARY)
                .device(token)
                .expect(400);
        site.call()
                .post("/v1/sync/batch", "{\"commands\":\"" + CANARY + "\"}")
                .device(token)
                .expect(422);
        site.call().get("/v1/sync/changes?since=" + CANARY).device(token).expect(400);
        String diary = Diary.change(CANARY, "notes", UUID.randomUUID().toString(), 0, "{}");
        for (String change : List.of(diary, diary.replace("{}", "\"" + CANARY + "\""))) {
            String upload = "{\"deviceId\":\"tablet\",\"changes\":[" + change + "]}";
            site.call().post("/v1/sync/upload", upload).device(token).expect(200);
        }
        site.call().get("/v1/sync/download?cursor=" + CANARY).device(token).expect(400);
        site.call().get("/v1/history/notes/" + CANARY + "?q=" + CANARY).device(token).expect(404);
        site.call().get("/v1/" + CANARY).device(token).expect(404);
        site.call().get("/v1/schema").bearer(CANARY).expect(401);
        site.call().get("/v1/schema").bearer(owner + CANARY).expect(401);
        site.call()
                .get("/v1/schema")
                .device(token)
                .header("X-Note", CANARY)
                .header("traceparent", CANARY)
                .expect(200);
        site.call()
                .send(CANARY.toUpperCase(Locale.ROOT), "/v1/schema", new byte[0])
                .bearer(owner)
                .expect(405);
        site.call().get("/metrics").bearer(CANARY + "metrics").expect(200);
        site.call().put("/v1/apps/x/schema", "{\"" + CANARY + "\":1}").bearer(owner).expect(403);
        site.admin().put("/v1/apps/x/schema", "{\"" + CANARY + "\":1}").expect(422);
        site.admin()
                .post("/v1/accounts", "{\"name\":\"" + CANARY + "\",\"app\":\"" + CANARY + "\"}")
                .expect(422);
        site.call().post("/v1/devices", "{\"name\":\"" + CANARY + "\"}").bearer(owner).expect(201);
        try (Wire wire = Wire.to(site.uri())) {
            wire.send("GET /" + CANARY + " HTTQ/9\n" + CANARY + ": x\n\n").end().all();
        }
        try (Wire wire = Wire.to(site.uri())) {
            wire.send(
                            "POST /v1/sync/batch HTTP/1.1\nHost: localhost\nX-Device-Token: "
                                    + token
                                    + "\nContent-Length: 1000\n\n{\""
                                    + CANARY)
                    .end()
                    .all();
        }
    }
}

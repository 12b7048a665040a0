package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.server.fake.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that stops loses nothing and keeps nobody waiting.
class StopTest {

    @TempDir private Path folder;

    @Test
    void streams_end_the_log_is_moved_into_the_file_and_the_port_is_free() {
        try (Site site = Site.on(folder)) {
            String key = site.owner(site.account("open"));
            try (Wire wire = Wire.to(site.uri())) {
                wire.send(
                        "GET /v1/sync/stream HTTP/1.1\nHost: localhost\nAuthorization: Bearer "
                                + key
                                + "\n\n");
                assertThat(wire.until("\r\n\r\n")).contains("200 OK");

                site.server().stop();
                site.server().stop();

                assertThat(wire.until("never")).doesNotContain("event:");
            }
            assertThat(Files.exists(folder.resolve("tidemark.db-wal"))).isFalse();
        }
    }

    @Test
    void a_request_that_is_half_sent_does_not_hold_the_stop_up_for_ever() {
        try (Site site = Site.on(folder, Map.of("stopSecondsMax", "1"))) {
            String key = site.owner(site.account("open"));
            try (Wire wire = Wire.to(site.uri())) {
                wire.send(
                        "POST /v1/sync/batch HTTP/1.1\nHost: localhost\nAuthorization: Bearer "
                                + key
                                + "\nContent-Length: 100\n\n{");
                site.call().get("/health").expect(200);
                long begun = System.nanoTime();
                site.server().stop();
                assertThat(System.nanoTime() - begun).isLessThan(20_000_000_000L);
            }
        }
    }
}

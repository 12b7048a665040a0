package dev.tidemark.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.Fields;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.transport.Credential;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The first lines that a Java developer reads; the README shows the region word for word.
class QuickStartTest {
    @TempDir private Path folder;

    @Test
    void two_devices_are_synced_in_fifteen_lines() throws IOException {
        try (Site site = Site.open(folder, "open")) {
            URI server = URI.create(site.address());
            String key = Files.readString(folder.resolve("account.key"));

            assertThat(quickStart(server, key, folder)).isEqualTo("Milk");
        }
    }

    private static String quickStart(URI server, String key, Path folder) {
        // begin quick start
        try (Tidemark laptop = Tidemark.open(folder.resolve("laptop.db"));
                Tidemark phone = Tidemark.open(folder.resolve("phone.db"))) {
            String id = laptop.records("notes").create(Fields.of("title", "Milk", "done", false));

            laptop.enableSync(server, Credential.bearer(key));
            phone.enableSync(server, Credential.bearer(key));
            laptop.sync();
            phone.sync();

            return phone.records("notes").get(id).orElseThrow().text("title");
        }
        // end quick start
    }
}

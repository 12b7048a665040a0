package dev.tidemark.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.server.http.Answer;
import dev.tidemark.server.store.Storage;
import dev.tidemark.sql.Faults;
import dev.tidemark.sql.LaneLimits;
import dev.tidemark.sql.Options;
import dev.tidemark.sql.StorageException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthTest {

    private static final StorageException FULL =
            new StorageException(StorageException.Kind.FULL, "full");

    @TempDir private Path folder;
    private volatile boolean full;
    private Storage storage;
    private Health health;

    @BeforeEach
    void open() {
        Faults disk =
                new Faults() {
                    @Override
                    public void beforeCommit() {
                        if (full) {
                            throw new StorageException(StorageException.Kind.FULL, "full");
                        }
                    }
                };
        storage = Storage.open(folder, Options.DEFAULTS.withFaults(disk), LaneLimits.DEFAULTS);
        health = new Health(storage.lanes(), "1");
    }

    @AfterEach
    void close() {
        storage.close();
    }

    /// The route looks at nothing of the request.
    private Answer asked() {
        return health.route().handler().answer(null);
    }

    private static String text(Answer answer) {
        return new String(((Answer.Body.Whole) answer.body()).bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void a_server_whose_storage_works_is_up() {
        assertThat(asked().status()).isEqualTo(200);
        assertThat(text(asked())).contains("\"status\":\"UP\"");
    }

    @Test
    void a_full_disk_is_down_for_as_long_as_nothing_can_be_written() {
        full = true;
        health.storageFailed(FULL);
        assertThat(asked().status()).isEqualTo(503);
        assertThat(text(asked())).contains("\"status\":\"DOWN\"", "\"storage\":\"DOWN\"");
        assertThat(asked().headers()).containsEntry("Retry-After", "5");

        full = false;
        assertThat(asked().status()).isEqualTo(200);
    }

    @Test
    void a_server_that_stops_is_down() {
        health.stopping();
        assertThat(asked().status()).isEqualTo(503);
        assertThat(text(asked())).contains("\"status\":\"DOWN\"", "\"storage\":\"UP\"");
    }

    @Test
    void a_storage_that_is_closed_is_down() {
        storage.close();
        assertThat(asked().status()).isEqualTo(503);
    }
}

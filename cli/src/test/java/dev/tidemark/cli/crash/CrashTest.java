package dev.tidemark.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.rig.Findings;
import dev.tidemark.cli.rig.Programs;
import dev.tidemark.cli.rig.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A short run of what `./crash-test` does at length.
class CrashTest {
    private static final int KILLS = 4;

    private final long seed = new SecureRandom().nextLong();
    private final Findings findings = new Findings();

    @TempDir Path folder;

    @Test
    void killed_servers_lose_nothing_and_repeat_nothing_and_it_would_be_noticed()
            throws IOException, InterruptedException, SQLException {
        ServerTrial.Left left = new ServerTrial(run()).run(KILLS);

        requireGood();
        assertThat(findings.counts()).containsEntry(ServerTrial.KILLS, (long) KILLS);
        for (String harm :
                List.of(
                        "DELETE FROM change WHERE seq = 7",
                        "UPDATE change SET mutation = (SELECT mutation FROM change WHERE seq = 8)"
                                + " WHERE seq = 7",
                        "UPDATE change SET mutation_id = (SELECT mutation_id FROM change WHERE seq = 8)"
                                + " WHERE seq = 7",
                        "UPDATE change SET counter = counter + 1 WHERE seq = 7",
                        "UPDATE account SET head_seq = head_seq + 1",
                        "DELETE FROM record WHERE seq = (SELECT max(seq) FROM record)")) {
            assertThat(damaged(left, harm).good()).as(harm).isFalse();
        }
        assertThat(miscounted(left).good()).isFalse();
    }

    @Test
    void killed_devices_lose_nothing_and_repeat_nothing()
            throws IOException, InterruptedException, SQLException {
        new DeviceTrial(run()).run(KILLS);

        requireGood();
        assertThat(findings.counts()).containsEntry(DeviceTrial.KILLS, (long) KILLS);
    }

    private Run run() {
        return new Run(Programs.ofThisProcess(), folder, seed, findings, _ -> {});
    }

    private void requireGood() {
        assertThat(findings.claims())
                .as("seed %d", seed)
                .isNotEmpty()
                .allMatch(Findings.Claim::holds);
    }

    private Findings damaged(ServerTrial.Left left, String harm) throws IOException, SQLException {
        Path copy = folder.resolve("damaged.db");
        Files.deleteIfExists(copy);
        Files.copy(left.database(), copy);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy)) {
            connection.createStatement().executeUpdate(harm);
        }
        Findings found = new Findings();
        try (LogCheck log = new LogCheck(copy, left.account(), found)) {
            log.compare(left.ledger());
        }
        return found;
    }

    /// Every record as it is, but for one increment that was counted twice.
    private static Findings miscounted(ServerTrial.Left left) {
        TreeMap<String, JsonNode> records = new TreeMap<>(left.records());
        records.replaceAll(
                (key, entry) -> key.startsWith(Writer.TALLIES) ? countedTwice(entry) : entry);
        Findings found = new Findings();
        new RecordCheck(found).compare(left.ledger(), records);
        return found;
    }

    private static JsonNode countedTwice(JsonNode entry) {
        JsonNode copy = entry.deepCopy();
        ObjectNode fields = (ObjectNode) copy.get("fields");
        fields.put("hits", fields.get("hits").asLong() + 1);
        return copy;
    }
}

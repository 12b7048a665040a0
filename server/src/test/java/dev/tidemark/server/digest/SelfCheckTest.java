package dev.tidemark.server.digest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.value.Checksum;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.audit.AuditAction;
import dev.tidemark.server.digest.SelfCheck.Result;
import dev.tidemark.server.store.AccountRow;
import dev.tidemark.server.store.ChecksumRow;
import dev.tidemark.server.store.Storage;
import dev.tidemark.sql.LaneLimits;
import dev.tidemark.sql.Options;
import dev.tidemark.sql.Tx;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfCheckTest {

    @TempDir private Path folder;

    @Test
    void faults_of_records_and_audits_of_all_accounts_are_counted() {
        try (Storage storage = Storage.open(folder, Options.DEFAULTS, LaneLimits.DEFAULTS);
                SelfCheck check = new SelfCheck(storage.lanes(), 0)) {
            storage.lanes()
                    .writeNow(
                            "test",
                            tx -> {
                                for (String account : List.of("a", "b")) {
                                    new AccountRow(account, account, "open", 0)
                                            .insert(tx, new byte[16]);
                                    append(tx, account);
                                }
                                append(tx, Audit.SERVER);
                                return true;
                            });
            check.run();
            assertThat(check.last()).isEqualTo(new Result(0, 0));

            storage.lanes()
                    .writeNow(
                            "test",
                            tx -> {
                                ChecksumRow.add(tx, "b", "notes", Checksum.of("id", "sha256:00"));
                                return tx.update(
                                        "UPDATE audit SET detail = 'y' WHERE account_id <> 'b'");
                            });
            check.run();
            assertThat(check.last()).isEqualTo(new Result(0, 3));
        }
    }

    private static void append(Tx tx, String account) {
        Audit.append(tx, Actor.SERVER.did(account, AuditAction.ACCOUNT_CREATE, Instant.EPOCH, "x"));
    }
}

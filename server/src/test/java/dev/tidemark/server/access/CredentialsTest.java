package dev.tidemark.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.AccountRow;
import dev.tidemark.server.store.CredentialRow;
import dev.tidemark.server.store.DeviceRow;
import dev.tidemark.server.store.Storage;
import dev.tidemark.sql.LaneLimits;
import dev.tidemark.sql.Options;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.problem.ProblemCode;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is revoked while a request is under way.
class CredentialsTest {

    private static final String ACCOUNT = UUID.randomUUID().toString();

    @TempDir private Path folder;
    private Storage storage;
    private Credentials credentials;
    private CredentialRow row;
    private Token token;

    @BeforeEach
    void open() {
        storage = Storage.open(folder, Options.DEFAULTS, LaneLimits.DEFAULTS);
        RateLimit none = new RateLimit(0, 1, System::nanoTime);
        credentials = new Credentials(storage.lanes(), InstantSource.system(), none);
        String id = UUID.randomUUID().toString();
        token = Token.make(false, ACCOUNT, id, RandomGenerator.getDefault());
        row =
                new CredentialRow(
                        ACCOUNT,
                        id,
                        "key",
                        token.prefix(),
                        token.digest(),
                        null,
                        null,
                        "owner",
                        "",
                        null,
                        null,
                        0,
                        null);
        write(tx -> {
            new AccountRow(ACCOUNT, "test", "open", 0).insert(tx, new byte[16]);
            row.insert(tx);
            new DeviceRow(ACCOUNT, "tablet", "t", null, null, 0, null, 0, null).insert(tx);
        });
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private interface Step {
        void take(Tx tx);
    }

    private void write(Step step) {
        storage.lanes().writeNow("test", tx -> done(step, tx));
    }

    private static boolean done(Step step, Tx tx) {
        step.take(tx);
        return true;
    }

    private Principal letIn() {
        return credentials.letIn("Bearer " + token.reveal(), null, "somewhere");
    }

    private void refuses(ProblemCode code, Step step) {
        assertThatThrownBy(() -> write(step))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    @Test
    void a_request_that_was_let_in_before_writes_nothing_afterwards() {
        Principal caller = letIn();
        write(tx -> credentials.requireGood(tx, caller));

        credentials.change(ACCOUNT, tx -> done(row::delete, tx));

        refuses(ProblemCode.UNAUTHENTICATED, tx -> credentials.requireGood(tx, caller));
        assertThat(credentials.isStillGood(caller)).isFalse();
        assertThatThrownBy(this::letIn).isInstanceOf(Problem.class);
    }

    /// Works of one group see each other's rows before any of them is on the disk.
    @Test
    void a_write_that_comes_before_the_change_is_on_the_disk_is_refused_too() {
        Principal caller = letIn();
        List<ProblemCode> refused = new ArrayList<>();
        credentials.change(
                ACCOUNT,
                tx -> {
                    row.delete(tx);
                    try {
                        credentials.requireGood(tx, caller);
                    } catch (Problem problem) {
                        refused.add(problem.code());
                    }
                    return true;
                });
        assertThat(refused).containsExactly(ProblemCode.UNAUTHENTICATED);
    }

    @Test
    void a_change_that_fails_takes_nothing_away() {
        Principal caller = letIn();
        assertThatThrownBy(() ->
                        credentials.change(
                                ACCOUNT,
                                tx -> {
                                    row.delete(tx);
                                    throw Problem.notFound("device");
                                }))
                .isInstanceOf(Problem.class);

        write(tx -> credentials.requireGood(tx, caller));
        assertThat(credentials.isStillGood(letIn())).isTrue();
    }

    @Test
    void nobody_writes_as_a_revoked_device() {
        Principal caller = letIn();
        write(tx -> credentials.requireGood(tx, caller, "tablet"));
        credentials.change(
                ACCOUNT,
                tx -> {
                    DeviceRow.revoke(tx, ACCOUNT, "tablet", 1);
                    assertThatThrownBy(() -> credentials.requireGood(tx, caller, "tablet"))
                            .as("before it is on the disk")
                            .isInstanceOf(Problem.class);
                    return true;
                });
        refuses(ProblemCode.FORBIDDEN, tx -> credentials.requireGood(tx, caller, "tablet"));
        refuses(ProblemCode.FORBIDDEN, tx -> credentials.requireGood(tx, caller, "tablet"));
        write(tx -> credentials.requireGood(tx, caller, "never enrolled"));
    }

    @Test
    void a_device_whose_revocation_failed_still_writes() {
        Principal caller = letIn();
        assertThatThrownBy(() ->
                        credentials.change(
                                ACCOUNT,
                                tx -> {
                                    DeviceRow.revoke(tx, ACCOUNT, "tablet", 1);
                                    throw Problem.notFound("device");
                                }))
                .isInstanceOf(Problem.class);
        write(tx -> credentials.requireGood(tx, caller, "tablet"));
    }

    @Test
    void listeners_are_told_once_the_change_counts() {
        Principal caller = letIn();
        List<Boolean> stillGood = new ArrayList<>();
        credentials.onChange(account -> stillGood.add(credentials.isStillGood(caller)));
        credentials.change(ACCOUNT, tx -> done(row::delete, tx));
        assertThat(stillGood).containsExactly(false);
    }
}

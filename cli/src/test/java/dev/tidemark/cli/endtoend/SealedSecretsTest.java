package dev.tidemark.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.client.Options;
import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.secret.OpenSecrets;
import dev.tidemark.client.secret.OpenSecrets.Secret;
import dev.tidemark.client.secret.SecretException;
import dev.tidemark.client.secret.SecretException.Kind;
import dev.tidemark.client.secret.Secrets;
import dev.tidemark.client.transport.Credential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Secrets that devices seal and a server keeps, for real.
@Timeout(300)
class SealedSecretsTest {
    private static final String PASSPHRASE = "correct horse battery";
    private static final List<String> NAMES = List.of("api key/1", "token");

    @TempDir private Path folder;
    private RealServer server;
    private ShakyTransport network;
    private Secrets secrets;
    private String recovery;

    @BeforeEach
    void start() throws IOException {
        server = new RealServer(Files.createDirectory(folder.resolve("data")));
        network = new ShakyTransport();
        secrets = device(network);
        recovery = secrets.setUp(PASSPHRASE.toCharArray());
        OpenSecrets open = open();
        for (String name : NAMES) {
            open.put(name, bytes("canary of " + name));
        }
    }

    @AfterEach
    void stop() {
        secrets.close();
        server.close();
    }

    private Secrets device(ShakyTransport transport) {
        return Secrets.at(
                server.address(),
                Credential.bearer(server.key()),
                Options.DEFAULTS.withTransport(_ -> transport));
    }

    private OpenSecrets open() {
        return secrets.open(PASSPHRASE.toCharArray());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void refused(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SecretException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static void allOpen(OpenSecrets open) {
        for (String name : NAMES) {
            assertThat(open.get(name).orElseThrow().text()).isEqualTo("canary of " + name);
        }
    }

    @Test
    void another_device_opens_them_with_the_passphrase_and_the_server_cannot_read_them()
            throws IOException {
        try (Secrets other = device(new ShakyTransport())) {
            allOpen(other.open(PASSPHRASE.toCharArray()));
            assertThat(other.open(PASSPHRASE.toCharArray()).list())
                    .extracting(OpenSecrets.Listed::name)
                    .containsExactlyElementsOf(NAMES);
        }
        server.stop();
        try (Stream<Path> files = Files.list(folder.resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .doesNotContain("canary of", PASSPHRASE, recovery);
            }
        }
        server.again();
    }

    @Test
    void a_wrong_passphrase_is_a_clear_error_and_writes_nothing() {
        network.failAt(0, true);
        refused(Kind.WRONG_PASSPHRASE, () -> secrets.open("wrong passphrase".toCharArray()));
        refused(
                Kind.WRONG_PASSPHRASE,
                () -> secrets.recover(recovery.replace('0', '1') + "A", "anything".toCharArray()));
        refused(Kind.ALREADY_SET_UP, () -> secrets.setUp("wrong passphrase".toCharArray()));
        refused(Kind.INVALID, () -> open().changePassphrase("short".toCharArray()));
        allOpen(open());
    }

    @Test
    void the_recovery_key_opens_them_when_the_passphrase_is_forgotten() {
        String typed = recovery.toLowerCase(java.util.Locale.ROOT).replace("-", " ");
        allOpen(secrets.recover(typed, "another passphrase".toCharArray()));
        refused(Kind.WRONG_PASSPHRASE, this::open);
        allOpen(secrets.open("another passphrase".toCharArray()));
        allOpen(secrets.recover(recovery, PASSPHRASE.toCharArray()));
    }

    @Test
    void nothing_is_overwritten_that_nobody_has_looked_at() {
        OpenSecrets open = open();
        refused(Kind.EXISTS, () -> open.put("token", bytes("other")));
        Secret read = open.get("token").orElseThrow();
        open.replace(read, bytes("second"));
        refused(Kind.CHANGED, () -> open.replace(read, bytes("third")));
        refused(Kind.CHANGED, () -> open.delete(read));
        assertThat(open.get("token").orElseThrow().text()).isEqualTo("second");
        open.delete(open.get("token").orElseThrow());
        assertThat(open.get("token")).isEmpty();
        open.put("token", bytes("again"));
        assertThat(open.get("token").orElseThrow().text()).isEqualTo("again");
    }

    @Test
    void what_was_sealed_for_one_name_does_not_open_under_another() {
        try (RawApi api = new RawApi(server.address(), server.key())) {
            byte[] token = api.send("GET", "/api/secrets/token", "");
            api.send(
                    "PUT",
                    "/api/secrets/moved",
                    "{\"ciphertext\":\"%s\",\"algorithm\":\"x\",\"keyId\":\"%s\"}"
                            .formatted(
                                    api.member(token, "ciphertext"), api.member(token, "keyId")));
            String moved = api.member(token, "ciphertext").replaceFirst("^1", "2");
            api.send(
                    "PUT",
                    "/api/secrets/older",
                    "{\"ciphertext\":\"%s\",\"algorithm\":\"x\",\"keyId\":\"%s\"}"
                            .formatted(moved, api.member(token, "keyId")));
        }
        refused(Kind.DAMAGED, () -> open().get("moved"));
        refused(Kind.DAMAGED, () -> open().get("older"));
    }

    @Test
    void a_rotation_that_is_cut_off_anywhere_strands_no_secret() {
        int requests = requestsOfARotation();
        for (boolean reached : List.of(true, false)) {
            for (int request = 1; request <= requests; request++) {
                OpenSecrets cut = open();
                network.failAt(request, reached);
                assertThatThrownBy(cut::rotate).isInstanceOf(SyncException.class);
                network.failAt(0, true);
                OpenSecrets after = open();
                allOpen(after);
                after.resealAll();
                assertThat(after.list().stream().map(OpenSecrets.Listed::keyId).distinct())
                        .hasSize(1);
                allOpen(after);
            }
        }
        allOpen(secrets.recover(recovery, PASSPHRASE.toCharArray()));
    }

    private int requestsOfARotation() {
        OpenSecrets open = open();
        network.failAt(0, true);
        assertThat(open.rotate()).isEqualTo(NAMES.size());
        allOpen(open());
        return network.sent() - 2 * NAMES.size() > 0 ? 2 + 2 * NAMES.size() : 0;
    }

    @Test
    void a_new_passphrase_whose_answer_is_lost_leaves_one_of_the_two() {
        OpenSecrets open = open();
        network.failAt(1, true);
        assertThatThrownBy(() -> open.changePassphrase("a new passphrase".toCharArray()))
                .isInstanceOf(SyncException.class);
        network.failAt(0, true);
        allOpen(secrets.open("a new passphrase".toCharArray()));
        refused(Kind.WRONG_PASSPHRASE, this::open);
    }

    @Test
    void two_devices_that_rotate_at_once_do_not_take_each_others_keys_away() {
        OpenSecrets one = open();
        OpenSecrets two = open();
        one.rotate();
        refused(Kind.CHANGED, two::rotate);
        allOpen(open());
        two.put("by the second", bytes("x"));
        assertThat(open().get("by the second").orElseThrow().text()).isEqualTo("x");
    }

    @Test
    void an_account_without_keys_says_so() {
        try (RawApi api = new RawApi(server.address(), server.key())) {
            String account =
                    api.member(
                            api.send("POST", "/v1/accounts", "{\"name\":\"a\",\"app\":\"open\"}"),
                            "accountId");
            String key =
                    api.member(
                            api.send(
                                    "POST",
                                    "/v1/auth/api-keys",
                                    "{\"name\":\"k\",\"account\":\"%s\",\"role\":\"editor\"}"
                                            .formatted(account)),
                            "key");
            try (Secrets none =
                    Secrets.at(server.address(), Credential.bearer(key), Options.DEFAULTS)) {
                assertThat(none.isSetUp()).isFalse();
                refused(Kind.NOT_SET_UP, () -> none.open(PASSPHRASE.toCharArray()));
            }
        }
    }
}

package dev.tidemark.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.Typed;
import dev.tidemark.cli.Typed.Desk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerOptionsTest {
    @TempDir private Path folder;

    @Test
    void without_a_key_nothing_is_asked() {
        Typed typed = Desk.at(folder).run("accounts", "list");

        assertThat(typed.code()).isEqualTo(5);
        assertThat(typed.err()).contains("--key-file", "TIDEMARK_ADMIN_KEY", "admin.key");
    }

    @Test
    void a_missing_key_file_is_named() {
        Typed typed = Desk.at(folder).run("keys", "list", "--key-file", "none.key");

        assertThat(typed.code()).isEqualTo(66);
        assertThat(typed.err()).contains(folder.resolve("none.key").toString());
    }

    @Test
    void a_key_does_not_travel_unencrypted() {
        Typed typed = withKey().run("devices", "list", "--server", "http://sync.example.org");

        assertThat(typed.code()).isEqualTo(2);
        assertThat(typed.err()).contains("unencrypted", "https", "--plain-http");
    }

    @Test
    void what_is_no_address_is_refused() {
        assertThat(withKey().run("devices", "list", "--server", "sync").code()).isEqualTo(2);
        assertThat(withKey().run("devices", "list", "--server", "ftp://x").code()).isEqualTo(2);
        assertThat(withKey().run("devices", "list", "--server", "a b").code()).isEqualTo(2);
    }

    @Test
    void a_server_that_is_not_there_is_offline() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        Typed typed = withKey().run("accounts", "list", "--server", "http://127.0.0.1:" + port);

        assertThat(typed.code()).isEqualTo(6);
        assertThat(typed.err()).contains("127.0.0.1:" + port);
    }

    @Test
    void erasing_an_account_has_to_be_meant() {
        Typed typed = withKey().run("accounts", "delete", "a1");

        assertThat(typed.code()).isEqualTo(2);
        assertThat(typed.err()).contains("a1", "--yes");
    }

    @Test
    void what_is_no_key_is_refused_and_never_shown() {
        Typed typed =
                Desk.at(folder)
                        .with("TIDEMARK_ADMIN_KEY", "canary\nsecret")
                        .run("accounts", "list");

        assertThat(typed.code()).isEqualTo(5);
        assertThat(typed.out() + typed.err()).doesNotContain("canary", "secret");
    }

    private Desk withKey() {
        return Desk.at(folder).with("TIDEMARK_ADMIN_KEY", "tmk_x");
    }
}

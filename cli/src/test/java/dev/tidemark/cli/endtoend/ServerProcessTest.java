package dev.tidemark.cli.endtoend;

import static dev.tidemark.cli.endtoend.Site.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.Typed;
import dev.tidemark.cli.Typed.Desk;
import dev.tidemark.cli.demo.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server as a process, and the whole story.
class ServerProcessTest {
    @TempDir private Path folder;

    @Test
    void it_says_where_it_listens_and_stops_cleanly_on_a_signal() throws IOException {
        Path data = folder.resolve("data");
        try (ServerProcess server = ServerProcess.start(data, 0, folder.resolve("log"))) {
            assertThat(server.address()).matches("http://127\\.0\\.0\\.1:[0-9]+");
            assertThat(Files.readString(data.resolve("admin.key"))).startsWith("tmk_");
            Desk operator =
                    Desk.at(folder)
                            .with("TIDEMARK_SERVER", server.address())
                            .with(
                                    "TIDEMARK_ADMIN_KEY",
                                    Files.readString(data.resolve("admin.key")));
            assertThat(ok(operator.run("accounts", "list"))).contains("default");

            Typed second = Desk.at(folder).run("serve", "--data", data.toString(), "--port", "0");
            assertThat(second.code()).isEqualTo(75);
            assertThat(second.err().lines()).hasSize(1);

            assertThat(server.stop()).isZero();
        }
        assertThat(Files.readString(folder.resolve("log"))).doesNotContain("tmk_");
    }

    @Test
    void a_port_that_is_taken_is_told_before_anything_is_written() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());

            Typed typed = Desk.at(folder).run("serve", "--data", "new", "--port", port);

            assertThat(typed.code()).isEqualTo(76);
            assertThat(typed.err()).contains(port);
            assertThat(typed.err().lines()).hasSize(1);
        }
    }

    @Test
    void the_story_proves_what_it_tells() {
        Typed typed = Desk.at(folder).run("demo", "--fast");

        assertThat(typed.code()).as(typed.out() + typed.err()).isZero();
        assertThat(typed.out()).contains("✓ ").doesNotContain("✗");
        assertThat(typed.out() + typed.err()).doesNotContain("tmk_");
    }
}

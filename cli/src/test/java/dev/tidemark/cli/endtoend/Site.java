package dev.tidemark.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.Typed;
import dev.tidemark.cli.Typed.Desk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A real server on a free port, with one account, and desks at which devices are used.
final class Site implements AutoCloseable {
    private final Path folder;
    private final RealServer server;
    private String account = "";

    private Site(Path folder, RealServer server) {
        this.folder = folder;
        this.server = server;
    }

    static Site open(Path folder, String app, Map<String, String> more) throws IOException {
        Site site = new Site(folder, new RealServer(folder.resolve("server"), more));
        site.account = ok(site.operator().run("accounts", "create", "Test", "--app", app));
        Typed key =
                site.operator()
                        .run("keys", "create", "k", "--role=owner", "--account", site.account);
        Files.writeString(folder.resolve("account.key"), ok(key));
        return site;
    }

    static Site open(Path folder, String app) throws IOException {
        return open(folder, app, Map.of());
    }

    /// Where the admin sits.
    Desk operator() {
        return Desk.at(folder)
                .with("TIDEMARK_SERVER", address())
                .with("TIDEMARK_ADMIN_KEY", server.key());
    }

    /// Where somebody with the account's own key sits.
    Desk owner() {
        return operator().with("TIDEMARK_ADMIN_KEY", read(folder.resolve("account.key")));
    }

    /// A device whose database is not made yet, and that knows the server.
    Desk desk(String name) {
        return Desk.at(folder)
                .with("TIDEMARK_DB", folder.resolve(name + ".db").toString())
                .with("TIDEMARK_SERVER", address())
                .with("TIDEMARK_TOKEN", read(folder.resolve("account.key")));
    }

    /// A device that is enrolled.
    Desk device(String name) {
        Desk desk = desk(name);
        ok(desk.run("init"));
        return desk;
    }

    String address() {
        return server.address().toString();
    }

    /// Goes away.
    void stop() {
        server.stop();
    }

    /// Comes back on the same port with the same data.
    void startAgain() {
        server.again();
    }

    /// The output of a command that must succeed.
    static String ok(Typed typed) {
        assertThat(typed.code()).as(typed.err()).isZero();
        return typed.out().strip();
    }

    /// The devices and the server hold the same records.
    void assertSame(Desk... desks) {
        String held = ok(owner().run("digest", "server", "--json"));
        assertThat(held).isNotEmpty();
        for (Desk desk : desks) {
            assertThat(ok(desk.run("digest", "device", "--json"))).isEqualTo(held);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}

package dev.tidemark.server.http;

import dev.tidemark.server.access.Permission;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.access.RateLimit;
import dev.tidemark.server.access.Role;
import dev.tidemark.server.access.Scopes;
import dev.tidemark.server.fake.Call;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.settings.Settings;
import dev.tidemark.sql.StorageException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// HTTP alone, with routes of the test's own and nothing behind them. `Bearer` and a role is
/// credential enough.
final class Outpost implements AutoCloseable {

    final BlockingQueue<Visited> visited = new LinkedBlockingQueue<>();
    final List<StorageException> failures = Collections.synchronizedList(new ArrayList<>());
    final Streams streams;
    volatile boolean good = true;
    private final Listener listener;

    private Outpost(Map<String, String> values, RateLimit rates, List<Route> routes) {
        Map<String, String> all = new TreeMap<>(values);
        all.putIfAbsent("port", "0");
        Settings settings = Settings.of(all);
        this.streams = new Streams(8, 40, _ -> good);
        this.listener =
                Listener.start(
                        settings,
                        new Serving(
                                Routes.described(routes, "1"),
                                Outpost::letIn,
                                rates,
                                settings.limits(),
                                streams,
                                failures::add,
                                visited::add,
                                RandomGenerator.getDefault()));
    }

    static Outpost with(Map<String, String> settings, Route... routes) {
        return new Outpost(settings, new RateLimit(0, 1, System::nanoTime), List.of(routes));
    }

    static Outpost with(Route... routes) {
        return with(Map.of(), routes);
    }

    static Outpost limited(RateLimit rates, Route... routes) {
        return new Outpost(Map.of(), rates, List.of(routes));
    }

    static Route route(String method, String path, Permission permission, Handler handler) {
        return new Route(method, path, permission, Operation.of("Test"), handler);
    }

    static Route post(String path, Handler handler) {
        return route("POST", path, Permission.WRITE, handler);
    }

    static Route get(String path, Handler handler) {
        return route("GET", path, Permission.READ, handler);
    }

    private static Principal letIn(
            @Nullable String authorization, @Nullable String deviceToken, String address) {
        if (authorization == null) {
            throw Problem.unauthenticated("Say who you are.");
        }
        Role role =
                Role.of(authorization.replace("Bearer ", ""))
                        .orElseThrow(() -> Problem.unauthenticated("Nobody knows you."));
        return new Principal("account", "open", role, Scopes.ALL, null, role.wireName());
    }

    Call call() {
        return Call.to(uri());
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listener.port());
    }

    @Override
    public void close() {
        streams.close();
        listener.stop();
    }
}

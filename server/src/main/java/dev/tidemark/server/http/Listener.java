package dev.tidemark.server.http;

import dev.tidemark.server.problem.StartFailure;
import dev.tidemark.server.settings.Known;
import dev.tidemark.server.settings.Settings;
import io.helidon.http.DirectHandler;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The server's ear: listens on an address until it is stopped.
public final class Listener {

    /// A body that claims more than this many limits is refused before anything is made of it.
    private static final long REFUSED_UNREAD_FACTOR = 8;

    private static final int HEADERS_BYTES_MAX = 32 << 10;
    private static final int FIRST_LINE_BYTES_MAX = 8 << 10;
    private static final int READ_SECONDS_MAX = 30;

    /// Of the heap, for the bodies of all requests at once: what is made of a body is many times as
    /// large.
    private static final long HEAP_PART_FOR_BODIES = 16;

    private final WebServer helidon;
    private final Gate gate;

    private Listener(WebServer helidon, Gate gate) {
        this.helidon = helidon;
        this.gate = gate;
    }

    /// Listens.
    ///
    /// @throws StartFailure if the address is taken, not of this machine, or not allowed
    public static Listener start(Settings settings, Serving serving) {
        InetAddress address = address(settings.get(Known.HOST));
        int port = settings.get(Known.PORT);
        Gate gate = new Gate(settings.get(Known.REQUESTS_MAX));
        WebServer helidon = build(settings, serving, address, gate).start();
        if (!helidon.isRunning()) {
            throw addressFailure(address, port, "it was taken this moment", null);
        }
        return new Listener(helidon, gate);
    }

    /// Makes sure that nobody else listens there. Helidon does not say why it cannot listen, so
    /// this is found out before.
    ///
    /// @throws StartFailure if the address is taken, not of this machine, or not allowed
    public static void requireFree(Settings settings) {
        InetAddress address = address(settings.get(Known.HOST));
        int port = settings.get(Known.PORT);
        try (ServerSocket trial = new ServerSocket()) {
            trial.setReuseAddress(true);
            trial.bind(new InetSocketAddress(address, port), 1);
        } catch (IOException e) {
            throw addressFailure(address, port, String.valueOf(e.getMessage()), e);
        }
    }

    private static WebServer build(
            Settings settings, Serving serving, InetAddress address, Gate gate) {
        int bodyBytesMax = settings.get(Known.BODY_BYTES_MAX);
        Lifecycle lifecycle =
                new Lifecycle(
                        serving,
                        new Origins(
                                address,
                                settings.get(Known.ALLOWED_HOSTS),
                                settings.get(Known.ALLOWED_ORIGINS)),
                        new ByteBudget(bodiesKibMax(settings)),
                        new Bodies(bodyBytesMax, settings.get(Known.BODY_SECONDS_MAX)),
                        gate);
        return WebServer.builder()
                .address(address)
                .port(settings.get(Known.PORT))
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ofSeconds(settings.get(Known.STOP_SECONDS_MAX)))
                .maxPayloadSize(REFUSED_UNREAD_FACTOR * bodyBytesMax)
                .maxTcpConnections(settings.get(Known.CONNECTIONS_MAX))
                .idleConnectionTimeout(Duration.ofSeconds(settings.get(Known.IDLE_SECONDS_MAX)))
                .connectionOptions(options ->
                        options.readTimeout(Duration.ofSeconds(READ_SECONDS_MAX)).tcpNoDelay(true))
                .contentEncoding(new Packed())
                .directHandlers(directHandlers(serving, bodyBytesMax))
                .featuresDiscoverServices(false)
                .protocolsDiscoverServices(false)
                .addConnectionSelector(http1())
                .routing(HttpRouting.builder().any(lifecycle))
                .build();
    }

    private static Http1ConnectionSelector http1() {
        return Http1ConnectionSelector.builder()
                .config(
                        Http1Config.builder()
                                .maxHeadersSize(HEADERS_BYTES_MAX)
                                .maxPrologueLength(FIRST_LINE_BYTES_MAX)
                                .sendKeepAliveHeader(false)
                                .build())
                .build();
    }

    private static DirectHandlers directHandlers(Serving serving, int bodyBytesMax) {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        Unroutable unroutable = new Unroutable(serving.random(), bodyBytesMax);
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, unroutable);
        }
        return handlers.build();
    }

    private static long bodiesKibMax(Settings settings) {
        int set = settings.get(Known.BODIES_KIB_MAX);
        long least = settings.get(Known.BODY_BYTES_MAX) / 1_024L + 1;
        long part = Runtime.getRuntime().maxMemory() / HEAP_PART_FOR_BODIES / 1_024;
        return Math.max(least, set == 0 ? part : set);
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new StartFailure(
                    StartFailure.Kind.ADDRESS, "There is no address of the name " + host + ".", e);
        }
    }

    private static StartFailure addressFailure(
            InetAddress address, int port, String reason, @Nullable Throwable cause) {
        return new StartFailure(
                StartFailure.Kind.ADDRESS,
                "Cannot listen on %s port %d: %s; choose another --port or stop what uses it."
                        .formatted(address.getHostAddress(), port, reason),
                cause);
    }

    /// The port that it listens on.
    public int port() {
        return helidon.port();
    }

    /// How many requests are being worked on.
    public int requests() {
        return gate.inside();
    }

    /// Takes no more requests, waits for those that are being worked on, closes all connections.
    public void stop() {
        helidon.stop();
    }
}

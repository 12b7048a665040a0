package dev.tidemark.server.http;

import dev.tidemark.server.problem.Problem;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Keeps web pages of strangers away from a server that listens on this machine.
///
/// A page on `evil.example` can make a browser talk to 127.0.0.1 under a name of its own whose
/// address it changes afterwards (DNS rebinding); the request then names that host. And it can send
/// requests across origins; they then name that origin.
final class Origins {

    private static final String ANY = "*";

    private final Set<String> hosts = new TreeSet<>();
    private final Set<String> origins = new TreeSet<>();

    /// @param listening where the server listens
    /// @param allowedHosts names that it may be addressed by; empty for its own ones, or any where
    ///   it is not only this machine that may connect
    /// @param allowedOrigins of web pages that may call it
    Origins(InetAddress listening, List<String> allowedHosts, List<String> allowedOrigins) {
        if (!allowedHosts.isEmpty()) {
            allowedHosts.forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        } else if (listening.isLoopbackAddress()) {
            hosts.addAll(List.of("localhost", "127.0.0.1", "::1"));
            hosts.add(listening.getHostAddress());
        } else {
            hosts.add(ANY);
        }
        allowedOrigins.forEach(origin -> origins.add(origin.toLowerCase(Locale.ROOT)));
    }

    /// @param host the Host header
    /// @param origin the Origin header, which browsers send and others do not
    /// @throws Problem 403 if the request came by the name, or from a page, of a stranger
    void check(@Nullable String host, @Nullable String origin) {
        if (host != null && !hosts.contains(ANY) && !hosts.contains(hostOf(host))) {
            throw Problem.forbidden(
                    "The server is not to be called by the name in the Host header; the operator"
                            + " can add it to the setting allowedHosts.");
        }
        if (origin != null && !isSame(origin, host) && allowed(origin).isEmpty()) {
            throw Problem.forbidden(
                    "Web pages of this origin may not call the server; the operator can add it to"
                            + " the setting allowedOrigins.");
        }
    }

    /// The origin, if pages of it may call the server although they are not its own.
    Optional<String> allowed(@Nullable String origin) {
        return origin != null && origins.contains(origin.toLowerCase(Locale.ROOT))
                ? Optional.of(origin)
                : Optional.empty();
    }

    /// Whether a browser asks on behalf of a page whether it may call the server.
    boolean isPreflight(String method, @Nullable String origin) {
        return method.equals("OPTIONS") && allowed(origin).isPresent();
    }

    /// What such a browser is told; [#allowed] names the origin in every answer.
    static Answer preflight() {
        return Answer.done()
                .with("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
                .with(
                        "Access-Control-Allow-Headers",
                        "Authorization, Content-Type, Content-Encoding, Last-Event-ID,"
                                + " X-Device-Token, traceparent")
                .with("Access-Control-Max-Age", "600");
    }

    private static boolean isSame(String origin, @Nullable String host) {
        try {
            String authority = URI.create(origin).getAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String hostOf(String header) {
        String host = header.strip().toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end < 0 ? host : host.substring(1, end);
        }
        int colon = host.lastIndexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }
}

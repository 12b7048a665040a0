package dev.tidemark.server.health;

import dev.tidemark.server.access.Permission;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Doorman;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.metric.Metrics;
import dev.tidemark.server.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// `GET /metrics`, for admins and for whoever has the token that the operator has set.
public final class MetricsRoute {

    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Metrics metrics;
    private final Doorman doorman;
    private final String token;

    /// @param token empty for none
    public MetricsRoute(Metrics metrics, Doorman doorman, String token) {
        this.metrics = metrics;
        this.doorman = doorman;
        this.token = token;
    }

    /// The route, for the table of all. It asks for credentials itself, because a scraper's token
    /// is no credential of any account.
    public Route route() {
        return new Route(
                "GET",
                "/metrics",
                Permission.NONE,
                Operation.of("Show figures about the server, for Prometheus")
                        .answers(200, "Metrics")
                        .refuses(401, 403),
                this::answer);
    }

    private Answer answer(Exchange exchange) {
        String shown = exchange.header("Authorization").orElse(null);
        if (!isScraper(shown)) {
            requireAdmin(exchange, shown);
        }
        return Answer.bytes(200, TYPE, metrics.text().getBytes(StandardCharsets.UTF_8));
    }

    private boolean isScraper(@Nullable String shown) {
        return !token.isEmpty()
                && shown != null
                && MessageDigest.isEqual(utf8("Bearer " + token), utf8(shown));
    }

    private void requireAdmin(Exchange exchange, @Nullable String shown) {
        String address = exchange.address();
        if (!doorman.letIn(shown, null, address).may(Permission.ADMINISTER)) {
            throw Problem.forbidden("Only admins may see the server's figures.");
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

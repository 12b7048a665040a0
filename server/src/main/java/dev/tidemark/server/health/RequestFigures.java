package dev.tidemark.server.health;

import dev.tidemark.server.http.Visited;
import dev.tidemark.server.metric.Metrics;

/// Counts requests by route and status, and how long they take.
public final class RequestFigures implements Visited.Witness {

    private final Metrics metrics;

    public RequestFigures(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void saw(Visited visited) {
        metrics.counter(
                        "tidemark_requests_total",
                        "Requests that were answered",
                        "action",
                        visited.action(),
                        "status",
                        Integer.toString(visited.status()))
                .increment();
        metrics.timing(
                        "tidemark_request_seconds",
                        "How long requests take",
                        "action",
                        visited.action())
                .took(visited.nanos());
    }
}

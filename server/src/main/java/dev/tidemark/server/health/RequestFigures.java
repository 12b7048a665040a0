package dev.tidemark.server.health;

import dev.tidemark.server.http.Visited;
import dev.tidemark.server.metric.Metrics;
import dev.tidemark.server.metric.Timing;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts requests by route and status, and how long they take. Thread-safe.
public final class RequestFigures implements Visited.Witness {

    private final Metrics metrics;

    /// Those that were counted before, found without making their labels again.
    private final ConcurrentHashMap<Ended, LongAdder> counters = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<String, Timing> timings = new ConcurrentHashMap<>();

    private record Ended(String action, int status) {}

    public RequestFigures(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void saw(Visited visited) {
        counters.computeIfAbsent(new Ended(visited.action(), visited.status()), this::counter)
                .increment();
        timings.computeIfAbsent(visited.action(), this::timing).took(visited.nanos());
    }

    private LongAdder counter(Ended ended) {
        return metrics.counter(
                "tidemark_requests_total",
                "Requests that were answered",
                "action",
                ended.action(),
                "status",
                Integer.toString(ended.status()));
    }

    private Timing timing(String action) {
        return metrics.timing(
                "tidemark_request_seconds", "How long requests take", "action", action);
    }
}

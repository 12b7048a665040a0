package dev.tidemark.server.history;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.access.Permission;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The routes under `/v1/history`.
public final class HistoryRoutes {

    private final History history;

    public HistoryRoutes(History history) {
        this.history = history;
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "GET",
                        "/v1/history/{entity}/{id}",
                        Permission.READ,
                        Operation.of("Read every accepted mutation of a record, newest first")
                                .query("limit", "the page's size")
                                .query("before", "the last version of the page before")
                                .answers(200, "History")
                                .refuses(404, 422),
                        this::read));
    }

    private Answer read(Exchange exchange) {
        RecordKey key =
                new RecordKey(exchange.pathParameter("entity"), exchange.pathParameter("id"));
        return Answer.ok(
                history.page(exchange.principal(), key, before(exchange), exchange.limit())
                        .bytes());
    }

    private static @Nullable Long before(Exchange exchange) {
        return exchange.query("before").map(HistoryRoutes::version).orElse(null);
    }

    private static Long version(String text) {
        if (!text.matches("[0-9]{1,15}")) {
            throw Problem.invalid("/before", "must be a version");
        }
        return Long.valueOf(text);
    }
}

package dev.tidemark.server.history;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.access.Permission;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.app.Apps;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The routes under `/v1/history`.
public final class HistoryRoutes {

    /// Stands for the version that a record has now.
    private static final String NOW = "now";

    private final History history;
    private final Apps apps;

    public HistoryRoutes(History history, Apps apps) {
        this.history = history;
        this.apps = apps;
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
                        this::read),
                new Route(
                        "GET",
                        "/v1/history/{entity}/{id}/{version}",
                        Permission.READ,
                        Operation.of(
                                        "Read a record as it was at a version of the account, or \"now\","
                                                + " with the write that each field is from")
                                .answers(200, "RecordAt")
                                .refuses(404),
                        this::at));
    }

    private Answer at(Exchange exchange) {
        Principal principal = exchange.principal();
        String version = exchange.pathParameter("version");
        return Answer.ok(
                history.at(
                                principal,
                                apps.schema(principal.app()),
                                key(exchange),
                                version.equals(NOW) ? null : version(version))
                        .bytes());
    }

    private static RecordKey key(Exchange exchange) {
        return new RecordKey(exchange.pathParameter("entity"), exchange.pathParameter("id"));
    }

    private Answer read(Exchange exchange) {
        return Answer.ok(
                history.page(
                                exchange.principal(),
                                key(exchange),
                                before(exchange),
                                exchange.limit())
                        .bytes());
    }

    private static @Nullable Long before(Exchange exchange) {
        return exchange.query("before").map(HistoryRoutes::before).orElse(null);
    }

    private static Long before(String text) {
        if (!isVersion(text)) {
            throw Problem.invalid("/before", "must be a version");
        }
        return Long.valueOf(text);
    }

    private static Long version(String segment) {
        if (!isVersion(segment)) {
            throw Problem.notFound("version");
        }
        return Long.valueOf(segment);
    }

    private static boolean isVersion(String text) {
        return text.matches("[0-9]{1,15}");
    }
}

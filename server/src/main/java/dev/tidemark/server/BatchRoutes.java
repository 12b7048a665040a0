package dev.tidemark.server;

import dev.tidemark.server.access.Permission;
import dev.tidemark.server.command.CommandRoutes;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.upsert.UpsertRequests;
import java.util.List;

/// The routes that two contracts share: what a body holds tells which one it speaks.
record BatchRoutes(CommandRoutes commands, UpsertRequests upserts) {

    private static final String KEY_DESCRIPTION =
            "for a batch of upserts: its syncId; the same again has the same answer";

    /// The routes, for the table of all.
    List<Route> all() {
        return List.of(
                new Route(
                        "POST",
                        "/v1/sync/batch",
                        Permission.READ, // Each command, each record is allowed or not by itself.
                        Operation.of("Send a batch of commands or upserts, and pull what is new")
                                .header(UpsertRequests.KEY, KEY_DESCRIPTION)
                                .takes("SyncBatch")
                                .answers(200, "SyncBatchAnswer")
                                .refuses(409, 410, 428),
                        this::push),
                new Route(
                        "POST",
                        "/v1/sync/preview",
                        Permission.READ,
                        Operation.of("Answer what a batch would do, and change nothing")
                                .takes("SyncBatch")
                                .answers(200, "SyncPreview")
                                .refuses(409, 410, 428),
                        this::preview));
    }

    private Answer push(Exchange exchange) {
        return UpsertRequests.isMeant(exchange) ? upserts.push(exchange) : commands.push(exchange);
    }

    private Answer preview(Exchange exchange) {
        return UpsertRequests.isMeant(exchange)
                ? upserts.preview(exchange)
                : commands.preview(exchange);
    }
}

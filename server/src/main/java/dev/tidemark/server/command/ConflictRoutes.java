package dev.tidemark.server.command;

import dev.tidemark.server.access.Permission;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.audit.RefusedRequests;
import dev.tidemark.server.conflict.ConflictList;
import dev.tidemark.server.engine.Asking;
import dev.tidemark.server.engine.Resolving;
import dev.tidemark.server.engine.Told;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.ConflictRow.Which;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.Resolve;
import dev.tidemark.wire.command.ResolveAnswer;
import dev.tidemark.wire.problem.ProblemCode;
import java.util.List;

/// The routes under `/v1/conflicts`.
public final class ConflictRoutes {

    private final Askings askings;
    private final ConflictList conflicts;
    private final Resolving resolving;
    private final RefusedRequests refused;

    public ConflictRoutes(
            Askings askings, ConflictList conflicts, Resolving resolving, RefusedRequests refused) {
        this.askings = askings;
        this.conflicts = conflicts;
        this.resolving = resolving;
        this.refused = refused;
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "GET",
                        "/v1/conflicts",
                        Permission.READ,
                        Operation.of("List what a person has to decide, the oldest first")
                                .query("status", "open (default), resolved or all")
                                .query("deviceId", "whose values are mine")
                                .query("limit", "the page's size")
                                .query("after", "the last conflict of the page before")
                                .answers(200, "Conflicts")
                                .refuses(422),
                        this::list),
                new Route(
                        "POST",
                        "/v1/conflicts/resolve",
                        Permission.READ, // Each decision is allowed or not by itself.
                        Operation.of("Decide conflicts")
                                .takes("Resolutions")
                                .answers(200, "ResolutionsAnswer"),
                        this::resolve));
    }

    private Answer list(Exchange exchange) {
        Principal principal = exchange.principal();
        List<ListedConflict> page =
                conflicts.page(
                        principal,
                        which(exchange.query("status").orElse("open")),
                        exchange.query("deviceId").or(principal::device).orElse(null),
                        exchange.query("after").orElse(null),
                        exchange.limit());
        return Answer.ok(ListedConflict.list(page));
    }

    private static Which which(String status) {
        return switch (status) {
            case "open" -> Which.OPEN;
            case "resolved" -> Which.RESOLVED;
            case "all" -> Which.ALL;
            default -> throw Problem.invalid("/status", "must be open, resolved or all");
        };
    }

    private Answer resolve(Exchange exchange) {
        Resolve resolve = Resolve.read(exchange.json());
        int most = exchange.limits().batchMutationsMax();
        if (resolve.decisions().size() > most) {
            throw Problem.of(
                    ProblemCode.BATCH_TOO_LARGE,
                    "At most %d decisions are taken at once; nothing was decided.".formatted(most));
        }
        Asking asking = askings.of(exchange, resolve.deviceId());
        ResolveAnswer answer = resolving.resolve(asking, resolve);
        Told.refused(asking, answer).ifPresent(refused::refused);
        return Answer.ok(answer.bytes());
    }
}

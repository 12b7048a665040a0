package dev.tidemark.server.audit;

import dev.tidemark.server.access.Permission;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.audit.AuditCheck.Kept;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.AuditHead;
import dev.tidemark.server.store.AuditRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.audit.AuditPage;
import dev.tidemark.wire.audit.AuditPage.Event;
import java.time.Instant;
import java.util.List;

/// The routes under `/v1/audit`.
public final class AuditRoutes {

    private static final String WHOSE = "server for the server's audit, which admins may read";

    private final Lanes lanes;
    private final RefusedRequests refused;

    /// @param refused is asked for what it has not told yet, before anybody reads
    public AuditRoutes(Lanes lanes, RefusedRequests refused) {
        this.lanes = lanes;
        this.refused = refused;
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "GET",
                        "/v1/audit",
                        Permission.OWN,
                        Operation.of("Read who did what, the newest last")
                                .query("since", "an event's id; without one, from the beginning")
                                .query("limit", "the page's size")
                                .query("of", WHOSE)
                                .answers(200, "Audit")
                                .refuses(422),
                        this::read),
                new Route(
                        "GET",
                        "/v1/audit/verify",
                        Permission.OWN,
                        Operation.of("Look whether the audit is as it was written")
                                .query("of", WHOSE)
                                .query("event", "one whose hash is known from an earlier look")
                                .query("hash", "that hash")
                                .answers(200, "AuditReport")
                                .refuses(422),
                        this::verify));
    }

    private Answer read(Exchange exchange) {
        String account = account(exchange);
        long since = since(exchange);
        int limit = exchange.limit();
        refused.tellLeftOut(account);
        return Answer.ok(lanes.readNow(tx -> page(tx, account, since, limit)).bytes());
    }

    private Answer verify(Exchange exchange) {
        Kept kept =
                exchange.query("event")
                        .map(text -> new Kept(eventId("/event", text), hash(exchange)))
                        .orElse(null);
        return Answer.ok(AuditCheck.of(lanes, account(exchange), kept).bytes());
    }

    private static String hash(Exchange exchange) {
        return exchange.query("hash")
                .filter(text -> text.matches("[0-9a-f]{64}"))
                .orElseThrow(() -> Problem.invalid("/hash", "must be 64 hexadecimal digits"));
    }

    private static String account(Exchange exchange) {
        Principal caller = exchange.principal();
        String of = exchange.query("of").orElse("account");
        return switch (of) {
            case "account" -> caller.accountId();
            case "server" -> {
                if (!caller.may(Permission.ADMINISTER)) {
                    throw Problem.forbidden("Only admins may read the server's audit.");
                }
                yield Audit.SERVER;
            }
            default -> throw Problem.invalid("/of", "must be account or server");
        };
    }

    private static long since(Exchange exchange) {
        return eventId("/since", exchange.query("since").orElse("0"));
    }

    private static long eventId(String pointer, String text) {
        if (!text.matches("[0-9]{1,15}")) {
            throw Problem.invalid(pointer, "must be the id of an event");
        }
        return Long.parseLong(text);
    }

    private static AuditPage page(Tx tx, String account, long since, int limit) {
        List<AuditRow> rows = AuditRow.after(tx, account, since, limit + 1);
        return new AuditPage(
                rows.stream().limit(limit).map(AuditRoutes::event).toList(),
                AuditHead.of(tx, account).eventId(),
                rows.size() > limit);
    }

    private static Event event(AuditRow row) {
        return new Event(
                row.eventId(),
                row.action(),
                row.status(),
                row.device(),
                row.principal(),
                Instant.ofEpochMilli(row.at()),
                row.detail(),
                row.traceId().isEmpty() ? null : row.traceId());
    }
}

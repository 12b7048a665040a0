package dev.tidemark.server.guard;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Permission;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.HoldRow;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Instants;
import dev.tidemark.wire.json.Members;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/// The routes under `/v1/holds`.
public final class HoldRoutes {

    private final Holds holds;

    public HoldRoutes(Holds holds) {
        this.holds = holds;
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "GET",
                        "/v1/holds",
                        Permission.OWN,
                        Operation.of("List mass changes that wait to be confirmed")
                                .query("state", "open, which is the default, or all")
                                .query("limit", "most of them, the oldest first")
                                .answers(200, "Holds")
                                .refuses(422),
                        this::list),
                new Route(
                        "POST",
                        "/v1/holds/{holdId}/release",
                        Permission.OWN,
                        Operation.of("Let a mass change through when its device sends it again")
                                .takes("Confirmation")
                                .answers(200, "Hold")
                                .refuses(404, 409, 422),
                        this::release),
                new Route(
                        "POST",
                        "/v1/holds/{holdId}/drop",
                        Permission.OWN,
                        Operation.of("Refuse a mass change for good")
                                .takes("Confirmation")
                                .answers(200, "Hold")
                                .refuses(404, 409, 422),
                        this::drop));
    }

    private Answer list(Exchange exchange) {
        String state = exchange.query("state").orElse("open");
        if (!state.equals("open") && !state.equals("all")) {
            throw Problem.invalid("/state", "must be open or all");
        }
        List<Value.Obj> shown =
                holds
                        .list(
                                exchange.principal().accountId(),
                                state.equals("open"),
                                exchange.limit())
                        .stream()
                        .map(HoldRoutes::shown)
                        .toList();
        return Answer.ok(Value.Obj.EMPTY.with("holds", Value.of(shown)));
    }

    private Answer release(Exchange exchange) {
        requireConfirmed(exchange, "A mass change that is let through");
        return Answer.ok(shown(holds.release(account(exchange), id(exchange), Actor.of(exchange))));
    }

    private Answer drop(Exchange exchange) {
        requireConfirmed(exchange, "A mass change that is dropped");
        return Answer.ok(shown(holds.drop(account(exchange), id(exchange), Actor.of(exchange))));
    }

    private static void requireConfirmed(Exchange exchange, String what) {
        Flaws flaws = new Flaws();
        boolean confirmed = Members.of(exchange.json(), "", flaws).flag("confirm", false);
        flaws.check();
        if (!confirmed) {
            throw Problem.unconfirmed(what);
        }
    }

    private static String account(Exchange exchange) {
        return exchange.principal().accountId();
    }

    private static String id(Exchange exchange) {
        return exchange.pathParameter("holdId");
    }

    private static Value.Obj shown(HoldRow row) {
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("holdId", Value.of(row.id()));
        members.put("deviceId", Value.of(row.device()));
        members.put("collection", Value.of(row.collection()));
        members.put("kind", Value.of(row.kind().word()));
        members.put("count", Value.of(row.count()));
        members.put("openedAt", instant(row.openedAt()));
        members.put("state", Value.of(row.state().word()));
        members.put("decidedAt", row.decidedAt() == null ? Value.NULL : instant(row.decidedAt()));
        members.put("decidedBy", row.decidedBy() == null ? Value.NULL : Value.of(row.decidedBy()));
        return new Value.Obj(members);
    }

    private static Value instant(long millis) {
        return Value.of(Instants.text(Instant.ofEpochMilli(millis)));
    }
}

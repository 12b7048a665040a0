package dev.tidemark.server.snapshot;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Permission;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.snapshot.Targets.Target;
import dev.tidemark.server.store.SnapshotRow;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Instants;
import dev.tidemark.wire.json.Members;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/// The routes under `/v1/snapshots`.
public final class SnapshotRoutes {

    private static final int LABEL_CHARACTERS_MAX = 200;

    private final Snapshots snapshots;
    private final GoingBack goingBack;

    public SnapshotRoutes(Snapshots snapshots, GoingBack goingBack) {
        this.snapshots = snapshots;
        this.goingBack = goingBack;
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "POST",
                        "/v1/snapshots",
                        Permission.RESTORE,
                        Operation.of("Name the account's state, to be able to go back to it")
                                .takes("NewSnapshot")
                                .answers(201, "Snapshot")
                                .refuses(409, 422),
                        this::make),
                new Route(
                        "GET",
                        "/v1/snapshots",
                        Permission.READ,
                        Operation.of("List snapshots, the newest first")
                                .query("limit", "the page's size")
                                .query("cursor", "of the page before")
                                .answers(200, "Snapshots")
                                .refuses(422),
                        this::list),
                new Route(
                        "GET",
                        "/v1/snapshots/{snapshotId}",
                        Permission.READ,
                        GoingBack.previewing(
                                        Operation.of(
                                                "Show what differs from a snapshot, and what a restore would do"))
                                .answers(200, "SnapshotPreview")
                                .refuses(404, 422),
                        this::show),
                new Route(
                        "DELETE",
                        "/v1/snapshots/{snapshotId}",
                        Permission.RESTORE,
                        Operation.of("Forget a snapshot; no data goes with it")
                                .answers(204, "")
                                .refuses(404),
                        this::delete),
                new Route(
                        "POST",
                        "/v1/snapshots/{snapshotId}/restore",
                        Permission.RESTORE,
                        Operation.of("Bring back what a snapshot stands for, as ordinary changes")
                                .takes("SnapshotRestore")
                                .answers(200, "RestoreAnswer")
                                .refuses(404, 409, 422),
                        this::restore));
    }

    private Answer make(Exchange exchange) {
        Flaws flaws = new Flaws();
        Members body = Members.of(exchange.json(), "", flaws);
        String label = body.name("label", LABEL_CHARACTERS_MAX);
        String id = body.has("snapshotId") ? body.uuid("snapshotId") : null;
        flaws.check();
        return Answer.json(
                201, shown(snapshots.make(exchange.principal(), Actor.of(exchange), id, label)));
    }

    private Answer list(Exchange exchange) {
        int limit = exchange.limit();
        String account = exchange.principal().accountId();
        List<SnapshotRow> rows =
                snapshots.page(account, exchange.query("cursor").orElse(null), limit + 1);
        boolean more = rows.size() > limit;
        TreeMap<String, Value> members = new TreeMap<>();
        members.put(
                "snapshots",
                Value.of(rows.stream().limit(limit).map(SnapshotRoutes::shown).toList()));
        members.put("hasMore", Value.of(more));
        members.put("cursor", more ? Value.of(rows.get(limit - 1).id()) : Value.NULL);
        return Answer.ok(new Value.Obj(members));
    }

    private Answer show(Exchange exchange) {
        SnapshotRow row = snapshots.find(exchange.principal().accountId(), id(exchange));
        TreeMap<String, Value> members = new TreeMap<>(shown(row).members());
        Target target = goingBack.targets().ofSnapshot(exchange.principal().accountId(), row.id());
        members.putAll(goingBack.preview(exchange, target).value().members());
        return Answer.ok(new Value.Obj(members));
    }

    private Answer delete(Exchange exchange) {
        snapshots.delete(exchange.principal(), Actor.of(exchange), id(exchange));
        return Answer.done();
    }

    private Answer restore(Exchange exchange) {
        Principal principal = exchange.principal();
        Target target = goingBack.targets().ofSnapshot(principal.accountId(), id(exchange));
        return goingBack.restore(exchange, target);
    }

    private static String id(Exchange exchange) {
        return exchange.pathParameter("snapshotId");
    }

    private static Value.Obj shown(SnapshotRow row) {
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("snapshotId", Value.of(row.id()));
        members.put("version", Value.of(row.seq()));
        members.put("label", Value.of(row.label()));
        members.put("kind", Value.of(row.kind().wireName()));
        members.put("createdAt", Value.of(Instants.text(Instant.ofEpochMilli(row.createdAt()))));
        members.put(
                "createdBy", row.createdBy().isEmpty() ? Value.NULL : Value.of(row.createdBy()));
        return new Value.Obj(members);
    }
}

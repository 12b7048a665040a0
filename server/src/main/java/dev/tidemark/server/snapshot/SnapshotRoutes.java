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
import dev.tidemark.wire.command.RestoreAnswer;
import dev.tidemark.wire.command.RestorePreview;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Instants;
import dev.tidemark.wire.json.Members;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/// The routes of snapshots: under `/v1/snapshots`, and once more where a contract has them under
/// another path, with its own names for positions.
public final class SnapshotRoutes {

    private static final int LABEL_CHARACTERS_MAX = 200;

    /// How positions of a log are called.
    @FunctionalInterface
    public interface Naming {

        /// Of an account's position at a seq.
        Value name(String account, long seq);
    }

    private final String path;
    private final String shapes;
    private final Naming naming;
    private final Snapshots snapshots;
    private final GoingBack goingBack;

    private SnapshotRoutes(
            String path, String shapes, Naming naming, Snapshots snapshots, GoingBack goingBack) {
        this.path = path;
        this.shapes = shapes;
        this.naming = naming;
        this.snapshots = snapshots;
        this.goingBack = goingBack;
    }

    /// Those under `/v1/snapshots`, where positions are called by their seqs.
    public static SnapshotRoutes ofAccounts(Snapshots snapshots, GoingBack goingBack) {
        return new SnapshotRoutes(
                "/v1/snapshots", "", (_, seq) -> Value.of(seq), snapshots, goingBack);
    }

    /// Those under `/api/project/snapshots`.
    ///
    /// @param naming by a project's versions
    public static SnapshotRoutes ofProjects(
            Naming naming, Snapshots snapshots, GoingBack goingBack) {
        return new SnapshotRoutes(
                "/api/project/snapshots", "Project", naming, snapshots, goingBack);
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "POST",
                        path,
                        Permission.RESTORE,
                        Operation.of("Name the account's state, to be able to go back to it")
                                .takes("NewSnapshot")
                                .answers(201, shapes + "Snapshot")
                                .refuses(409, 422),
                        this::make),
                new Route(
                        "GET",
                        path,
                        Permission.READ,
                        Operation.of("List snapshots, the newest first")
                                .query("limit", "the page's size")
                                .query("cursor", "of the page before")
                                .answers(200, shapes + "Snapshots")
                                .refuses(422),
                        this::list),
                new Route(
                        "GET",
                        path + "/{snapshotId}",
                        Permission.READ,
                        GoingBack.previewing(
                                        Operation.of(
                                                "Show what differs from a snapshot, and what a restore would do"))
                                .answers(200, shapes + "SnapshotPreview")
                                .refuses(404, 422),
                        this::show),
                new Route(
                        "DELETE",
                        path + "/{snapshotId}",
                        Permission.RESTORE,
                        Operation.of("Forget a snapshot; no data goes with it")
                                .answers(204, "")
                                .refuses(404),
                        this::delete),
                new Route(
                        "POST",
                        path + "/{snapshotId}/restore",
                        Permission.RESTORE,
                        Operation.of("Bring back what a snapshot stands for, as ordinary changes")
                                .takes("SnapshotRestore")
                                .answers(200, shapes + "RestoreAnswer")
                                .refuses(404, 409, 422),
                        this::restore));
    }

    private Answer make(Exchange exchange) {
        Flaws flaws = new Flaws();
        Members body = Members.of(exchange.json(), "", flaws);
        String label = body.name("label", LABEL_CHARACTERS_MAX);
        String id = body.has("snapshotId") ? body.uuid("snapshotId") : null;
        flaws.check();
        SnapshotRow made = snapshots.make(exchange.principal(), Actor.of(exchange), id, label);
        return Answer.json(201, shown(exchange, made));
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
                Value.of(rows.stream().limit(limit).map(row -> shown(exchange, row)).toList()));
        members.put("hasMore", Value.of(more));
        members.put("cursor", more ? Value.of(rows.get(limit - 1).id()) : Value.NULL);
        return Answer.ok(new Value.Obj(members));
    }

    private Answer show(Exchange exchange) {
        SnapshotRow row = snapshots.find(exchange.principal().accountId(), id(exchange));
        String account = exchange.principal().accountId();
        Target target = goingBack.targets().ofSnapshot(account, row.id());
        RestorePreview preview = goingBack.preview(exchange, target);
        TreeMap<String, Value> members = new TreeMap<>(preview.value().members());
        members.putAll(shown(exchange, row).members());
        members.put("head", naming.name(account, preview.head()));
        return Answer.ok(new Value.Obj(members));
    }

    private Answer delete(Exchange exchange) {
        snapshots.delete(exchange.principal(), Actor.of(exchange), id(exchange));
        return Answer.done();
    }

    private Answer restore(Exchange exchange) {
        Principal principal = exchange.principal();
        Target target = goingBack.targets().ofSnapshot(principal.accountId(), id(exchange));
        RestoreAnswer done = goingBack.restore(exchange, target);
        return Answer.ok(
                done.value().with("version", naming.name(principal.accountId(), done.version())));
    }

    private static String id(Exchange exchange) {
        return exchange.pathParameter("snapshotId");
    }

    private Value.Obj shown(Exchange exchange, SnapshotRow row) {
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("snapshotId", Value.of(row.id()));
        members.put("version", naming.name(exchange.principal().accountId(), row.seq()));
        members.put("label", Value.of(row.label()));
        members.put("kind", Value.of(row.kind().wireName()));
        members.put("createdAt", Value.of(Instants.text(Instant.ofEpochMilli(row.createdAt()))));
        members.put(
                "createdBy", row.createdBy().isEmpty() ? Value.NULL : Value.of(row.createdBy()));
        return new Value.Obj(members);
    }
}

package dev.tidemark.server.snapshot;

import dev.tidemark.server.access.Permission;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.snapshot.Targets.Target;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Members;
import java.util.List;

/// The routes `/v1/restore`: the way back to any position, whether it has a name or not.
public final class RestoreRoutes {

    private final GoingBack goingBack;

    public RestoreRoutes(GoingBack goingBack) {
        this.goingBack = goingBack;
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "GET",
                        "/v1/restore",
                        Permission.READ,
                        GoingBack.previewing(
                                        Operation.of(
                                                "Show what differs from a point in time, and what a restore would do"))
                                .query("at", "a time; or instead")
                                .query("cursor", "a cursor; or instead")
                                .query("snapshotId", "a snapshot")
                                .answers(200, "RestorePreview")
                                .refuses(400, 404, 409, 410, 422),
                        this::preview),
                new Route(
                        "POST",
                        "/v1/restore",
                        Permission.RESTORE,
                        Operation.of("Bring back a point in time, as ordinary changes")
                                .takes("Restore")
                                .answers(200, "RestoreAnswer")
                                .refuses(400, 404, 409, 410, 422),
                        this::restore));
    }

    private Answer preview(Exchange exchange) {
        Target target =
                goingBack
                        .targets()
                        .of(
                                exchange.principal().accountId(),
                                exchange.query("snapshotId").orElse(null),
                                exchange.query("cursor").orElse(null),
                                exchange.query("at").orElse(null));
        return Answer.ok(goingBack.preview(exchange, target).value());
    }

    private Answer restore(Exchange exchange) {
        Flaws flaws = new Flaws();
        Members body = Members.of(exchange.json(), "", flaws);
        String snapshot = body.optionalText("snapshotId");
        String cursor = body.optionalText("cursor");
        String time = body.optionalText("at");
        flaws.check();
        Target target =
                goingBack.targets().of(exchange.principal().accountId(), snapshot, cursor, time);
        return Answer.ok(goingBack.restore(exchange, target).bytes());
    }
}

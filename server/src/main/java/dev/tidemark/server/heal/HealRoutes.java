package dev.tidemark.server.heal;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Permission;
import dev.tidemark.server.command.Askings;
import dev.tidemark.server.engine.Healing;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.wire.command.Heal;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.problem.ProblemCode;
import java.util.List;

/// The route `/v1/sync/heal`.
public final class HealRoutes {

    /// How much deeper a value may stand in a record than in a command.
    private static final int DEPTH_MORE = 8;

    private final Askings askings;
    private final Healing healing;

    public HealRoutes(Askings askings, Healing healing) {
        this.askings = askings;
        this.healing = healing;
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "POST",
                        "/v1/sync/heal",
                        Permission.READ, // Each record is allowed or not by itself.
                        Operation.of(
                                        "Join a device's records, when its cursor proves that the"
                                                + " server went back in time")
                                .takes("Heal")
                                .answers(200, "HealAnswer")
                                .refuses(400, 409),
                        this::heal));
    }

    private Answer heal(Exchange exchange) {
        int depth = exchange.limits().jsonDepthMax() + DEPTH_MORE;
        Value body =
                Json.read(
                        exchange.bytes(),
                        new JsonLimits(Math.min(depth, JsonLimits.DEPTH_CEILING)));
        int most = exchange.limits().batchMutationsMax();
        if (Heal.count(body) > most) {
            throw Problem.of(
                    ProblemCode.BATCH_TOO_LARGE,
                    "The body offers %d records, and at most %d are taken at once; none was joined."
                            .formatted(Heal.count(body), most));
        }
        Heal offer = Heal.read(body);
        return Answer.ok(healing.heal(askings.of(exchange, offer.deviceId()), offer).bytes());
    }
}

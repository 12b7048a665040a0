package dev.tidemark.server.command;

import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.app.Apps;
import dev.tidemark.server.engine.Asking;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.DeviceRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.wire.schema.AppSchema;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Finds out for whom a request speaks, and under which rules.
public final class Askings {

    /// Names under which the server stamps what it writes itself.
    private static final List<String> RESERVED = List.of("restore", "server");

    private final Apps apps;
    private final Lanes lanes;
    private final InstantSource clock;

    public Askings(Apps apps, Lanes lanes, InstantSource clock) {
        this.apps = apps;
        this.lanes = lanes;
        this.clock = clock;
    }

    /// The schema of the caller's app.
    public AppSchema app(Exchange exchange) {
        return apps.schema(exchange.principal().app());
    }

    /// A request that speaks as a device.
    ///
    /// @throws Problem 403 if its credential is bound to another device, 422 if nobody may be
    ///   called so
    public Asking of(Exchange exchange, String device) {
        Principal principal = exchange.principal();
        principal.requireDevice(device);
        if (device.contains(":") || RESERVED.contains(device)) {
            throw Problem.invalid(
                    "/deviceId", "must have no colon; names with one are the server's own");
        }
        AppSchema app = app(exchange);
        return new Asking(
                principal,
                app,
                device,
                rank(principal, app.rules(), device),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                exchange.traceId());
    }

    private int rank(Principal principal, SyncSchema schema, String device) {
        if (schema.devicePriority().isEmpty()) {
            return schema.rank(device, null);
        }
        return lanes.readNow(tx ->
                schema.rank(
                        device,
                        DeviceRow.find(tx, principal.accountId(), device)
                                .map(DeviceRow::platform)
                                .orElse(null)));
    }
}

package dev.tidemark.server.device;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Permission;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.AccountRow;
import dev.tidemark.server.store.DeviceMetadataRow;
import dev.tidemark.server.store.DeviceRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.account.DeviceRequest;
import dev.tidemark.wire.json.Instants;
import dev.tidemark.wire.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The routes under `/v1/devices`.
public final class DeviceRoutes {

    /// No colon: what the server writes for somebody goes by `resolve:` and the device's id.
    private static final Pattern DEVICE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /// Names of the server's own devices.
    private static final List<String> RESERVED = List.of("restore", "server");

    private final Lanes lanes;
    private final Devices devices;
    private final Enrolment enrolment;

    public DeviceRoutes(Lanes lanes, Devices devices, Enrolment enrolment) {
        this.lanes = lanes;
        this.devices = devices;
        this.enrolment = enrolment;
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "POST",
                        "/v1/devices",
                        Permission.READ,
                        Operation.of("Enrol a device; its token is shown once")
                                .takes("NewDevice")
                                .answers(201, "EnrolledDevice")
                                .refuses(409, 422),
                        this::enrol),
                new Route(
                        "GET",
                        "/v1/devices",
                        Permission.READ,
                        Operation.of("List the account's devices")
                                .query("limit", "the page's size")
                                .query("cursor", "of the page before")
                                .answers(200, "Devices"),
                        this::list),
                new Route(
                        "POST",
                        "/v1/devices/{deviceId}/rotate",
                        Permission.READ,
                        Operation.of("Give a device another token")
                                .answers(200, "EnrolledDevice")
                                .refuses(404),
                        this::rotate),
                new Route(
                        "DELETE",
                        "/v1/devices/{deviceId}",
                        Permission.READ,
                        Operation.of("Revoke a device at once").answers(204, "").refuses(404),
                        this::revoke));
    }

    private Answer enrol(Exchange exchange) {
        DeviceRequest request = DeviceRequest.read(exchange.json());
        String wanted = request.deviceId();
        if (wanted != null && !isDeviceId(wanted)) {
            throw Problem.invalid(
                    "/deviceId", "must be a UUID, or up to 64 letters, digits, dots and dashes");
        }
        Enrolment.Enrolled enrolled =
                enrolment.enrol(exchange.principal(), request, Actor.of(exchange));
        return Answer.bytes(201, Answer.JSON, enrolled.answer().bytes());
    }

    private static boolean isDeviceId(String id) {
        return DEVICE_ID.matcher(id).matches() && !RESERVED.contains(id);
    }

    private Answer list(Exchange exchange) {
        Principal caller = exchange.principal();
        String account = caller.accountId();
        int limit = exchange.limit();
        String after = exchange.query("cursor").orElse("");
        return lanes.readNow(tx -> {
            List<DeviceRow> rows = DeviceRow.page(tx, account, after, limit + 1);
            long head = AccountRow.headSeq(tx, account);
            List<Value.Obj> shown =
                    rows.stream()
                            .limit(limit)
                            .filter(row -> maySee(caller, row))
                            .map(row -> shown(row, head, metadata(tx, row)))
                            .toList();
            return Answer.ok(page(shown, rows, limit));
        });
    }

    /// Whoever is narrowed to some collections sees no more than itself.
    private static boolean maySee(Principal caller, DeviceRow row) {
        return caller.scopes().isAll() || row.device().equals(caller.deviceId());
    }

    private static Value.Obj page(List<Value.Obj> shown, List<DeviceRow> rows, int limit) {
        boolean more = rows.size() > limit;
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("devices", Value.of(shown));
        members.put("hasMore", Value.of(more));
        members.put("cursor", more ? Value.of(rows.get(limit - 1).device()) : Value.NULL);
        return new Value.Obj(members);
    }

    /// What a device says of itself; JSON null where it has not.
    private static Value metadata(Tx tx, DeviceRow row) {
        return DeviceMetadataRow.find(tx, row.account(), row.device())
                .map(found -> Json.own(found.body()))
                .orElse(Value.NULL);
    }

    private Value.Obj shown(DeviceRow row, long head, Value metadata) {
        Devices.Seen latest = devices.latest(row.account(), row.device());
        Long written = row.lastSeen();
        long lastSeen = Math.max(written == null ? 0 : written, latest.at());
        long seenSeq = Math.max(row.seenSeq(), latest.seq());
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("deviceId", Value.of(row.device()));
        members.put("name", Value.of(row.name()));
        members.put("platform", orNull(row.platform()));
        members.put("enrolledBy", orNull(row.enrolledBy()));
        members.put("createdAt", instant(row.createdAt()));
        members.put("lastSeen", lastSeen == 0 ? Value.NULL : instant(lastSeen));
        members.put("cursorLag", Value.of(Math.max(0, head - seenSeq)));
        members.put("metadata", metadata);
        members.put("revoked", Value.of(row.revokedAt() != null));
        return new Value.Obj(members);
    }

    private Answer rotate(Exchange exchange) {
        String device = exchange.pathParameter("deviceId");
        requireOwnOrOwner(exchange.principal(), device);
        Enrolment.Enrolled enrolled =
                enrolment.rotate(exchange.principal(), device, Actor.of(exchange));
        return Answer.ok(enrolled.answer().bytes());
    }

    private Answer revoke(Exchange exchange) {
        String device = exchange.pathParameter("deviceId");
        requireOwnOrOwner(exchange.principal(), device);
        enrolment.revoke(exchange.principal(), device, Actor.of(exchange));
        return Answer.done();
    }

    private static void requireOwnOrOwner(Principal caller, String device) {
        if (!device.equals(caller.deviceId()) && !caller.may(Permission.OWN)) {
            throw Problem.forbidden("Only an owner may do this to another device.");
        }
    }

    private static Value orNull(@Nullable String text) {
        return text == null ? Value.NULL : Value.of(text);
    }

    private static Value instant(long millis) {
        return Value.of(Instants.text(Instant.ofEpochMilli(millis)));
    }
}

package dev.tidemark.server.device;

import dev.tidemark.server.access.Credentials;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.access.Token;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.audit.AuditAction;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.CredentialRow;
import dev.tidemark.server.store.DeviceRow;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.account.DeviceRequest;
import dev.tidemark.wire.account.EnrolledDevice;
import dev.tidemark.wire.problem.ProblemCode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Gives devices their tokens and takes them away.
///
/// A device enrolled by another one, such as the successor of a copied database, depends on the
/// same API key as that one, not on the other device.
public final class Enrolment {

    private final Credentials credentials;
    private final Devices devices;
    private final InstantSource clock;
    private final Supplier<UUID> ids;
    private final RandomGenerator random;
    private final Duration grace;

    /// @param grace how long a rotated token lives on, unless the new one is used before
    public Enrolment(
            Credentials credentials,
            Devices devices,
            InstantSource clock,
            Supplier<UUID> ids,
            RandomGenerator random,
            Duration grace) {
        this.credentials = credentials;
        this.devices = devices;
        this.clock = clock;
        this.ids = ids;
        this.random = random;
        this.grace = grace;
    }

    /// A device with a token that nobody has seen yet.
    record Enrolled(String device, Token token) {

        EnrolledDevice answer() {
            return new EnrolledDevice(device, token.reveal());
        }
    }

    /// Enrols a device. If its answer was lost, the same may be asked again: a device that never
    /// spoke gets another token, and the lost one is worth nothing.
    ///
    /// @throws Problem 409 if the id is in use, or was
    Enrolled enrol(Principal caller, DeviceRequest request, Actor actor) {
        String account = caller.accountId();
        String wanted = request.deviceId();
        String device = wanted == null ? ids.get().toString() : wanted;
        Token token = Token.make(true, account, ids.get().toString(), random);
        credentials.change(
                account,
                tx -> {
                    credentials.requireGood(tx, caller);
                    String key = keyOf(tx, caller);
                    forgetUnused(tx, account, device, key);
                    long now = clock.millis();
                    new DeviceRow(
                                    account,
                                    device,
                                    request.name(),
                                    request.platform(),
                                    caller.deviceId(),
                                    now,
                                    null,
                                    0,
                                    null)
                            .insert(tx);
                    row(token, device, request.name(), key, now).insert(tx);
                    told(tx, actor, AuditAction.DEVICE_ENROL, account, device, "was enrolled");
                    return true;
                });
        return new Enrolled(device, token);
    }

    private static CredentialRow row(
            Token token, String device, String name, String key, long now) {
        return new CredentialRow(
                token.account(),
                token.credential(),
                name,
                token.prefix(),
                token.digest(),
                null,
                null,
                null,
                "",
                device,
                key,
                now,
                null);
    }

    /// The API key that a caller's devices depend on.
    private static String keyOf(Tx tx, Principal caller) {
        return CredentialRow.find(tx, caller.accountId(), caller.credentialId())
                .map(own -> Objects.requireNonNullElse(own.enrolledWith(), own.id()))
                .orElseThrow(() -> Problem.unauthenticated("The credential was revoked."));
    }

    private void forgetUnused(Tx tx, String account, String device, String key) {
        Optional<DeviceRow> there = DeviceRow.find(tx, account, device);
        if (there.isEmpty()) {
            return;
        }
        boolean unused =
                there.get().lastSeen() == null
                        && there.get().revokedAt() == null
                        && devices.latest(account, device).at() == 0;
        Optional<CredentialRow> token = CredentialRow.ofDevice(tx, account, device);
        if (!unused || token.isEmpty() || !key.equals(token.get().enrolledWith())) {
            throw Problem.of(
                    ProblemCode.ALREADY_EXISTS,
                    "A device of this id is, or was, enrolled; choose another id.");
        }
        token.get().delete(tx);
        there.get().delete(tx);
    }

    /// Gives a device another token.
    ///
    /// @throws Problem 404 if there is no such device, or it is revoked
    Enrolled rotate(Principal caller, String device, Actor actor) {
        String account = caller.accountId();
        Enrolled enrolled =
                credentials.change(
                        account,
                        tx -> {
                            credentials.requireGood(tx, caller);
                            require(tx, account, device);
                            CredentialRow old =
                                    CredentialRow.ofDevice(tx, account, device)
                                            .orElseThrow(() -> Problem.notFound("device"));
                            Token token = Token.make(true, account, old.id(), random);
                            long until = clock.millis() + grace.toMillis();
                            old.rotate(tx, token.prefix(), token.digest(), until);
                            told(
                                    tx,
                                    actor,
                                    AuditAction.DEVICE_ROTATE,
                                    account,
                                    device,
                                    "has another token");
                            return new Enrolled(device, token);
                        });
        return enrolled;
    }

    /// Revokes a device. When this returns, its token is worth nothing and its streams are ended.
    ///
    /// @throws Problem 404 if there is no such device
    void revoke(Principal caller, String device, Actor actor) {
        String account = caller.accountId();
        credentials.change(
                account,
                tx -> {
                    credentials.requireGood(tx, caller);
                    require(tx, account, device);
                    revoke(tx, account, device, clock.millis());
                    told(tx, actor, AuditAction.DEVICE_REVOKE, account, device, "was revoked");
                    return true;
                });
    }

    /// Revokes a device within somebody's transaction; its credentials have changed then.
    public static void revoke(Tx tx, String account, String device, long now) {
        CredentialRow.ofDevice(tx, account, device).ifPresent(token -> token.delete(tx));
        DeviceRow.revoke(tx, account, device, now);
    }

    private void told(
            Tx tx, Actor actor, AuditAction action, String account, String device, String what) {
        String detail = "device %s %s".formatted(device, what);
        Audit.append(tx, actor.did(account, action, clock.instant(), detail));
    }

    private static DeviceRow require(Tx tx, String account, String device) {
        return DeviceRow.find(tx, account, device).orElseThrow(() -> Problem.notFound("device"));
    }
}

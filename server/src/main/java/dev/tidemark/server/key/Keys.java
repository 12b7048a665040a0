package dev.tidemark.server.key;

import dev.tidemark.server.access.Credentials;
import dev.tidemark.server.access.Role;
import dev.tidemark.server.access.Scopes;
import dev.tidemark.server.access.Token;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.audit.AuditAction;
import dev.tidemark.server.device.Enrolment;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.AccountRow;
import dev.tidemark.server.store.AuditHead;
import dev.tidemark.server.store.CredentialRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Makes API keys and takes them away.
public final class Keys {

    private final Lanes lanes;
    private final Credentials credentials;
    private final InstantSource clock;
    private final Supplier<UUID> ids;
    private final RandomGenerator random;
    private final Duration grace;

    /// @param grace how long a rotated key lives on
    public Keys(
            Lanes lanes,
            Credentials credentials,
            InstantSource clock,
            Supplier<UUID> ids,
            RandomGenerator random,
            Duration grace) {
        this.lanes = lanes;
        this.credentials = credentials;
        this.clock = clock;
        this.ids = ids;
        this.random = random;
        this.grace = grace;
    }

    /// What somebody wants of a new key.
    ///
    /// @param expiresAt in milliseconds since 1970; null for never
    record Wanted(
            String account, String name, Role role, Scopes scopes, @Nullable Long expiresAt) {}

    /// A key whose token nobody has seen yet.
    record Made(CredentialRow row, Token token) {}

    /// Makes a key.
    ///
    /// @throws Problem 422 if there is no such account
    Made make(Wanted wanted, Actor actor) {
        String id = ids.get().toString();
        return lanes.writeNow(
                wanted.account(),
                tx -> {
                    if (AccountRow.find(tx, wanted.account()).isEmpty()) {
                        throw Problem.invalid("/account", "is not the id of an account");
                    }
                    Token token = Token.make(false, wanted.account(), id, random);
                    CredentialRow row = row(token, wanted, clock.millis());
                    row.insert(tx);
                    told(tx, actor, AuditAction.KEY_CREATE, row, "was made");
                    return new Made(row, token);
                });
    }

    static CredentialRow row(Token token, Wanted wanted, long now) {
        return new CredentialRow(
                token.account(),
                token.credential(),
                wanted.name(),
                token.prefix(),
                token.digest(),
                null,
                null,
                wanted.role().wireName(),
                wanted.scopes().stored(),
                null,
                null,
                now,
                wanted.expiresAt());
    }

    /// The keys behind one, in the order of account and id.
    List<CredentialRow> page(KeyId after, int max) {
        return lanes.readNow(
                tx -> CredentialRow.keys(tx, after.account(), after.credential(), max));
    }

    /// Gives a key another secret; the old one lives on for a while.
    ///
    /// @throws Problem 404 if there is no such key
    Made rotate(KeyId id, Actor actor) {
        Made made =
                credentials.change(
                        id.account(),
                        tx -> {
                            CredentialRow row = require(tx, id);
                            Token token = Token.make(false, id.account(), id.credential(), random);
                            long until = clock.millis() + grace.toMillis();
                            row.rotate(tx, token.prefix(), token.digest(), until);
                            told(tx, actor, AuditAction.KEY_ROTATE, row, "has another secret");
                            return new Made(require(tx, id), token);
                        });
        return made;
    }

    /// Deletes a key and revokes the devices that were enrolled with it.
    ///
    /// @throws Problem 404 if there is no such key, 422 if it is the last one of an admin
    void delete(KeyId id, Actor actor) {
        credentials.change(
                id.account(),
                tx -> {
                    CredentialRow row = require(tx, id);
                    requireAnotherAdmin(tx, row);
                    List<CredentialRow> devices =
                            CredentialRow.enrolledWith(tx, id.account(), id.credential());
                    for (CredentialRow device : devices) {
                        Enrolment.revoke(
                                tx, id.account(), String.valueOf(device.device()), clock.millis());
                    }
                    row.delete(tx);
                    String what = "was deleted, and %d devices with it".formatted(devices.size());
                    told(tx, actor, AuditAction.KEY_REVOKE, row, what);
                    return true;
                });
    }

    private void told(Tx tx, Actor actor, AuditAction action, CredentialRow row, String what) {
        String detail = "key %s of role %s %s".formatted(row.id(), row.role(), what);
        Audit.append(tx, actor.did(row.account(), action, clock.instant(), detail));
    }

    private static CredentialRow require(Tx tx, KeyId id) {
        return CredentialRow.find(tx, id.account(), id.credential())
                .filter(row -> row.device() == null)
                .orElseThrow(() -> Problem.notFound("key"));
    }

    private static void requireAnotherAdmin(Tx tx, CredentialRow row) {
        String admin = Role.ADMIN.wireName();
        if (!admin.equals(row.role()) || row.expiresAt() != null) {
            return;
        }
        AuditHead.take(tx, Audit.SERVER); // Two accounts' last but one must not go side by side.
        if (CredentialRow.countLasting(tx, admin) == 1) {
            throw Problem.invalid(
                    "", "would delete the last key of an admin; make another one first");
        }
    }
}

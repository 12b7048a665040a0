package dev.tidemark.server.secret;

import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Credentials;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.audit.AuditAction;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.SealedSecretRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.problem.ProblemCode;
import dev.tidemark.wire.secret.SecretDeletion;
import dev.tidemark.wire.secret.SecretWrite;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps what devices have sealed. A secret is never merged: who replaces one names the version
/// that it replaces, and says that a person means it. Thread-safe.
public final class SealedSecrets {

    /// How much of a name's hash is told.
    private static final int HASH_CHARACTERS = "sha256:".length() + 16;

    private final Lanes lanes;
    private final Credentials credentials;
    private final InstantSource clock;
    private final int countMax;

    /// @param countMax how many secrets an account may have, deleted ones included
    public SealedSecrets(Lanes lanes, Credentials credentials, InstantSource clock, int countMax) {
        this.lanes = lanes;
        this.credentials = credentials;
        this.clock = clock;
        this.countMax = countMax;
    }

    /// One that is there; empty where it is not.
    Optional<SealedSecretRow> find(String account, String name) {
        return lanes.readNow(tx -> SealedSecretRow.find(tx, account, name))
                .filter(row -> !row.deleted());
    }

    /// The next ones behind a name.
    List<SealedSecretRow> page(String account, String after, int limit) {
        return lanes.readNow(tx -> SealedSecretRow.page(tx, account, after, limit));
    }

    /// Writes one. The same write once more has the same outcome, as long as nothing came between.
    ///
    /// @throws Problem 409 `VERSION_CONFLICT` if it builds on another version than the one that is
    ///   there, 422 `CONFIRMATION_REQUIRED`, 409 `TOO_MANY_SECRETS`
    SealedSecretRow write(Principal principal, Actor actor, String name, SecretWrite write) {
        String account = principal.accountId();
        return lanes.writeNow(
                account,
                tx -> {
                    credentials.requireGood(tx, principal);
                    Optional<SealedSecretRow> last = SealedSecretRow.find(tx, account, name);
                    if (last.isPresent() && isThis(last.get(), write)) {
                        return last.get();
                    }
                    requireBase(last, write.baseVersion());
                    if (last.isEmpty()) {
                        requireRoom(tx, account);
                    } else if (!last.get().deleted() && !write.confirmed()) {
                        throw unconfirmed("A secret that is overwritten");
                    }
                    SealedSecretRow row =
                            next(
                                    last,
                                    name,
                                    write.ciphertext(),
                                    write.algorithm(),
                                    write.keyId(),
                                    actor);
                    row.keep(tx, account);
                    tell(tx, actor, account, AuditAction.SECRET_WRITE, row);
                    return row;
                });
    }

    /// Whether a secret is what a write has made of it before.
    private static boolean isThis(SealedSecretRow row, SecretWrite write) {
        String base = write.baseVersion();
        return Objects.equals(row.ciphertext(), write.ciphertext())
                && row.algorithm().equals(write.algorithm())
                && row.keyId().equals(write.keyId())
                && (base == null || base.startsWith(row.edition() - 1 + "-"));
    }

    /// Deletes one. Deleted once more, it stays deleted.
    ///
    /// @throws Problem 404 if it was not there, 409 `VERSION_CONFLICT`, 422 `CONFIRMATION_REQUIRED`
    void delete(Principal principal, Actor actor, String name, SecretDeletion deletion) {
        String account = principal.accountId();
        lanes.writeNow(
                account,
                tx -> {
                    credentials.requireGood(tx, principal);
                    SealedSecretRow last =
                            SealedSecretRow.find(tx, account, name)
                                    .orElseThrow(() -> Problem.notFound("secret"));
                    String base = deletion.baseVersion();
                    if (last.deleted()) {
                        if (base == null || !base.startsWith(last.edition() - 1 + "-")) {
                            throw Problem.notFound("secret");
                        }
                        return last;
                    }
                    requireBase(Optional.of(last), base);
                    if (!deletion.confirmed()) {
                        throw unconfirmed("A secret that is deleted");
                    }
                    SealedSecretRow row =
                            next(
                                    Optional.of(last),
                                    name,
                                    null,
                                    last.algorithm(),
                                    last.keyId(),
                                    actor);
                    row.keep(tx, account);
                    tell(tx, actor, account, AuditAction.SECRET_DELETE, row);
                    return row;
                });
    }

    private static Problem unconfirmed(String what) {
        return Problem.of(
                ProblemCode.CONFIRMATION_REQUIRED,
                what + " is gone for good; send \"confirm\": true if a person means it.");
    }

    private static void requireBase(Optional<SealedSecretRow> last, @Nullable String base) {
        boolean there = last.isPresent() && !last.get().deleted();
        boolean fits = there ? last.get().version().equals(base) : base == null || is(last, base);
        if (!fits) {
            Value latest = there ? Value.of(last.get().version()) : Value.NULL;
            throw Problem.of(
                            ProblemCode.VERSION_CONFLICT,
                            there
                                    ? "The secret was changed since; get it, let a person decide, and send that"
                                            + " on latestVersion."
                                    : "There is no such secret any more; send it without a baseVersion if it"
                                            + " shall be there again.")
                    .telling(Value.Obj.EMPTY.with("latestVersion", latest));
        }
    }

    private static boolean is(Optional<SealedSecretRow> last, String base) {
        return last.map(SealedSecretRow::version).filter(base::equals).isPresent();
    }

    private void requireRoom(Tx tx, String account) {
        if (SealedSecretRow.count(tx, account) >= countMax) {
            throw Problem.of(
                    ProblemCode.TOO_MANY_SECRETS,
                    "An account may have %d secrets, deleted ones included.".formatted(countMax));
        }
    }

    private SealedSecretRow next(
            Optional<SealedSecretRow> last,
            String name,
            @Nullable String ciphertext,
            String algorithm,
            String keyId,
            Actor actor) {
        return new SealedSecretRow(
                name,
                last.map(SealedSecretRow::edition).orElse(0L) + 1,
                ciphertext,
                algorithm,
                keyId,
                clock.millis(),
                actor.device() == null ? actor.principal() : actor.device());
    }

    /// Which one it was, is told by a hash: its name was typed by somebody.
    private static void tell(
            Tx tx, Actor actor, String account, AuditAction action, SealedSecretRow row) {
        Instant at = Instant.ofEpochMilli(row.updatedAt());
        String detail =
                "the secret whose name has the hash %s, now in edition %d"
                        .formatted(
                                Canonical.hash(row.name()).substring(0, HASH_CHARACTERS),
                                row.edition());
        Audit.append(tx, actor.did(account, action, at, detail));
    }
}

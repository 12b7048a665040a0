package dev.tidemark.server.secret;

import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Permission;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.EntityTag;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.SealedSecretRow;
import dev.tidemark.wire.secret.SealedSecret;
import dev.tidemark.wire.secret.SecretDeletion;
import dev.tidemark.wire.secret.SecretWrite;
import java.time.Instant;
import java.util.List;

/// The routes under `/api/secrets`. Who reads the account's data may not yet read its secrets,
/// sealed as they are: that takes an editor, and of a narrowed credential the scope `secrets:read`.
public final class SecretRoutes {

    /// What secrets are called in scopes: `secrets:read`, `secrets:edit`.
    private static final String SCOPE = "secrets";

    private static final String PATH = "/api/secrets/{name}";

    private final SealedSecrets secrets;

    public SecretRoutes(SealedSecrets secrets) {
        this.secrets = secrets;
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "GET",
                        "/api/secrets",
                        Permission.WRITE,
                        Operation.of("List secrets, by name; what is sealed in them is left out")
                                .query("limit", "the page's size")
                                .query("cursor", "of the page before")
                                .answers(200, "Secrets")
                                .refuses(422),
                        this::list),
                new Route(
                        "GET",
                        PATH,
                        Permission.WRITE,
                        Operation.of(
                                        "Get a secret as a device has sealed it; its version is the ETag")
                                .answers(200, "Secret")
                                .refuses(404),
                        this::get),
                new Route(
                        "PUT",
                        PATH,
                        Permission.WRITE,
                        Operation.of(
                                        "Keep what a device has sealed, new or in the place of a version")
                                .takes("SecretWrite")
                                .answers(200, "Secret")
                                .refuses(409),
                        this::put),
                new Route(
                        "DELETE",
                        PATH,
                        Permission.WRITE,
                        Operation.of("Delete a secret for good")
                                .takes("SecretDeletion")
                                .answers(204, "")
                                .refuses(404, 409),
                        this::delete));
    }

    private Answer list(Exchange exchange) {
        Principal principal = exchange.principal();
        if (!principal.mayRead(SCOPE)) {
            throw forbidden();
        }
        int limit = exchange.limit();
        List<SealedSecretRow> rows =
                secrets.page(principal.accountId(), exchange.query("cursor").orElse(""), limit + 1);
        List<SealedSecretRow> page = rows.subList(0, Math.min(limit, rows.size()));
        return Answer.ok(
                SealedSecret.list(
                        page.stream().map(row -> secret(row, false)).toList(),
                        rows.size() > limit ? page.getLast().name() : null));
    }

    private Answer get(Exchange exchange) {
        Principal principal = exchange.principal();
        String name = name(exchange);
        SealedSecretRow row =
                secrets.find(principal.accountId(), name)
                        .filter(_ -> principal.mayRead(SCOPE))
                        .orElseThrow(() -> Problem.notFound("secret"));
        return answer(row, true);
    }

    private Answer put(Exchange exchange) {
        requireEdit(exchange);
        SecretWrite write = SecretWrite.read(exchange.json());
        return answer(
                secrets.write(exchange.principal(), Actor.of(exchange), name(exchange), write),
                false);
    }

    private Answer delete(Exchange exchange) {
        requireEdit(exchange);
        Value body = exchange.bytes().length == 0 ? Value.Obj.EMPTY : exchange.json();
        secrets.delete(
                exchange.principal(),
                Actor.of(exchange),
                name(exchange),
                SecretDeletion.read(body));
        return Answer.done();
    }

    private static Answer answer(SealedSecretRow row, boolean open) {
        return Answer.ok(secret(row, open).value()).with("ETag", EntityTag.of(row.version()));
    }

    /// @param open with what is sealed in it
    private static SealedSecret secret(SealedSecretRow row, boolean open) {
        return new SealedSecret(
                row.name(),
                row.version(),
                open ? row.ciphertext() : null,
                row.algorithm(),
                row.keyId(),
                Instant.ofEpochMilli(row.updatedAt()),
                row.updatedBy());
    }

    private static void requireEdit(Exchange exchange) {
        if (!exchange.principal().mayEdit(SCOPE)) {
            throw forbidden();
        }
    }

    private static Problem forbidden() {
        return Problem.forbidden(
                "This credential is narrowed to other things than secrets; use one that may.");
    }

    private static String name(Exchange exchange) {
        String name = exchange.pathParameter("name");
        Storable.Flaw flaw = Storable.ofText("/name", name);
        if (flaw != null) {
            throw Problem.invalid("/name", flaw.message());
        }
        if (name.isEmpty() || name.length() > SecretWrite.NAME_CHARACTERS_MAX) {
            throw Problem.invalid(
                    "/name",
                    "must have 1 to %d characters".formatted(SecretWrite.NAME_CHARACTERS_MAX));
        }
        return name;
    }
}

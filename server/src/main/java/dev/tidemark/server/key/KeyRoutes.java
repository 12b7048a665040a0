package dev.tidemark.server.key;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Permission;
import dev.tidemark.server.access.Role;
import dev.tidemark.server.access.Scopes;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.CredentialRow;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Instants;
import dev.tidemark.wire.json.Members;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The routes under `/v1/auth/api-keys`.
public final class KeyRoutes {

    private static final Pattern SCOPE = Pattern.compile("[^\\s:\\p{Cntrl}]{1,128}:[a-z_]{1,32}");
    private static final int NAME_CHARACTERS_MAX = 200;
    private static final int SCOPES_MAX = 200;

    private final Keys keys;
    private final InstantSource clock;

    public KeyRoutes(Keys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "POST",
                        "/v1/auth/api-keys",
                        Permission.ADMINISTER,
                        Operation.of("Make an API key; it is shown once")
                                .takes("NewKey")
                                .answers(201, "MadeKey")
                                .refuses(422),
                        this::make),
                new Route(
                        "GET",
                        "/v1/auth/api-keys",
                        Permission.ADMINISTER,
                        Operation.of("List all API keys")
                                .query("limit", "the page's size")
                                .query("cursor", "of the page before")
                                .answers(200, "Keys"),
                        this::list),
                new Route(
                        "POST",
                        "/v1/auth/api-keys/{id}/rotate",
                        Permission.ADMINISTER,
                        Operation.of("Give a key another secret; the old one lives on for a while")
                                .answers(200, "MadeKey")
                                .refuses(404),
                        this::rotate),
                new Route(
                        "DELETE",
                        "/v1/auth/api-keys/{id}",
                        Permission.ADMINISTER,
                        Operation.of("Delete a key and revoke the devices enrolled with it")
                                .answers(204, "")
                                .refuses(404, 422),
                        this::delete));
    }

    private Answer make(Exchange exchange) {
        Flaws flaws = new Flaws();
        Members body = Members.of(exchange.json(), "", flaws);
        String account = body.optionalText("account");
        Keys.Wanted wanted =
                new Keys.Wanted(
                        account == null ? exchange.principal().accountId() : account,
                        body.name("name", NAME_CHARACTERS_MAX),
                        body.choice("role", roles()),
                        Scopes.of(scopes(body)),
                        expiresAt(body));
        flaws.check();
        Keys.Made made = keys.make(wanted, Actor.of(exchange));
        return Answer.json(201, shown(made.row(), made.token().reveal()));
    }

    private static Map<String, Role> roles() {
        Map<String, Role> roles = new LinkedHashMap<>();
        Stream.of(Role.values()).forEach(role -> roles.put(role.wireName(), role));
        return roles;
    }

    private static List<String> scopes(Members body) {
        List<String> scopes = body.texts("scopes");
        boolean sound = scopes.stream().allMatch(scope -> SCOPE.matcher(scope).matches());
        if (!sound || scopes.size() > SCOPES_MAX) {
            body.flaw("scopes", "must be at most 200 names like notes:read, notes:edit");
        }
        return scopes;
    }

    private @Nullable Long expiresAt(Members body) {
        Instant expires = body.optionalInstant("expiresAt");
        if (expires != null && !expires.isAfter(clock.instant())) {
            body.flaw("expiresAt", "lies in the past");
        }
        return expires == null ? null : expires.toEpochMilli();
    }

    private Answer list(Exchange exchange) {
        int limit = exchange.limit();
        KeyId after =
                exchange.query("cursor")
                        .map(text -> KeyId.read(text).orElseThrow(KeyRoutes::badCursor))
                        .orElse(KeyId.FIRST);
        List<CredentialRow> rows = keys.page(after, limit + 1);
        boolean more = rows.size() > limit;
        TreeMap<String, Value> members = new TreeMap<>();
        members.put(
                "keys", Value.of(rows.stream().limit(limit).map(row -> shown(row, null)).toList()));
        members.put("hasMore", Value.of(more));
        members.put("cursor", more ? Value.of(id(rows.get(limit - 1)).toString()) : Value.NULL);
        return Answer.ok(new Value.Obj(members));
    }

    private static Problem badCursor() {
        return Problem.unreadable("The cursor is not one of this list.");
    }

    private Answer rotate(Exchange exchange) {
        Keys.Made made = keys.rotate(id(exchange), Actor.of(exchange));
        return Answer.ok(shown(made.row(), made.token().reveal()));
    }

    private Answer delete(Exchange exchange) {
        keys.delete(id(exchange), Actor.of(exchange));
        return Answer.done();
    }

    private static KeyId id(Exchange exchange) {
        return KeyId.read(exchange.pathParameter("id")).orElseThrow(() -> Problem.notFound("key"));
    }

    private static KeyId id(CredentialRow row) {
        return new KeyId(row.account(), row.id());
    }

    private static Value.Obj shown(CredentialRow row, @Nullable String token) {
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("id", Value.of(id(row).toString()));
        members.put("name", Value.of(row.name()));
        members.put("prefix", Value.of(row.prefix()));
        members.put("account", Value.of(row.account()));
        members.put("role", Value.of(String.valueOf(row.role())));
        members.put(
                "scopes",
                Value.of(
                        Stream.of(row.scopes().split(" "))
                                .filter(scope -> !scope.isEmpty())
                                .map(Value::of)
                                .toList()));
        members.put("createdAt", instant(row.createdAt()));
        members.put(
                "expiresAt",
                Optional.ofNullable(row.expiresAt()).map(KeyRoutes::instant).orElse(Value.NULL));
        if (token != null) {
            members.put("key", Value.of(token));
        }
        return new Value.Obj(members);
    }

    private static Value instant(long millis) {
        return Value.of(Instants.text(Instant.ofEpochMilli(millis)));
    }
}

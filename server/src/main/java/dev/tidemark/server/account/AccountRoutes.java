package dev.tidemark.server.account;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Permission;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.AccountRow;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Instants;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.problem.ProblemCode;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The routes under `/v1/accounts`.
public final class AccountRoutes {

    private static final int NAME_CHARACTERS_MAX = 200;

    private final Accounts accounts;
    private final Predicate<String> isApp;
    private final Consumer<String> gone;

    /// @param isApp whether there is an app of a name
    /// @param gone is told of each account that was erased
    public AccountRoutes(Accounts accounts, Predicate<String> isApp, Consumer<String> gone) {
        this.accounts = accounts;
        this.isApp = isApp;
        this.gone = gone;
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "POST",
                        "/v1/accounts",
                        Permission.ADMINISTER,
                        Operation.of("Make an account")
                                .takes("NewAccount")
                                .answers(201, "Account")
                                .refuses(422),
                        this::make),
                new Route(
                        "GET",
                        "/v1/accounts",
                        Permission.ADMINISTER,
                        Operation.of("List all accounts")
                                .query("limit", "the page's size")
                                .query("cursor", "of the page before")
                                .answers(200, "Accounts"),
                        this::list),
                new Route(
                        "DELETE",
                        "/v1/accounts/{accountId}",
                        Permission.ADMINISTER,
                        Operation.of("Erase an account and everything of it")
                                .takes("Confirmation")
                                .answers(204, "")
                                .refuses(404, 422),
                        this::erase));
    }

    private Answer make(Exchange exchange) {
        Flaws flaws = new Flaws();
        Members body = Members.of(exchange.json(), "", flaws);
        String name = body.name("name", NAME_CHARACTERS_MAX);
        String app = body.text("app");
        flaws.check();
        if (!isApp.test(app)) {
            throw Problem.of(
                    ProblemCode.UNKNOWN_APP,
                    "There is no app of that name; publish its schema first.");
        }
        return Answer.json(201, shown(accounts.make(name, app, Actor.of(exchange))));
    }

    private Answer list(Exchange exchange) {
        int limit = exchange.limit();
        List<AccountRow> rows = accounts.page(exchange.query("cursor").orElse(""), limit + 1);
        boolean more = rows.size() > limit;
        TreeMap<String, Value> members = new TreeMap<>();
        members.put(
                "accounts",
                Value.of(rows.stream().limit(limit).map(AccountRoutes::shown).toList()));
        members.put("hasMore", Value.of(more));
        members.put("cursor", more ? Value.of(rows.get(limit - 1).account()) : Value.NULL);
        return Answer.ok(new Value.Obj(members));
    }

    private Answer erase(Exchange exchange) {
        String account = exchange.pathParameter("accountId");
        Flaws flaws = new Flaws();
        boolean confirmed = Members.of(exchange.json(), "", flaws).flag("confirm", false);
        flaws.check();
        if (!confirmed) {
            throw Problem.unconfirmed("Erasing an account");
        }
        accounts.erase(account, tx -> FirstStart.isDefault(tx, account), gone, Actor.of(exchange));
        return Answer.done();
    }

    private static Value.Obj shown(AccountRow row) {
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("accountId", Value.of(row.account()));
        members.put("name", Value.of(row.name()));
        members.put("app", Value.of(row.app()));
        members.put("createdAt", Value.of(Instants.text(Instant.ofEpochMilli(row.createdAt()))));
        return new Value.Obj(members);
    }
}

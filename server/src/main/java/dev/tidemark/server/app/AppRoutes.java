package dev.tidemark.server.app;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Permission;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.wire.account.SchemaAnswer;
import dev.tidemark.wire.problem.ProblemCode;
import dev.tidemark.wire.schema.AppSchema;
import dev.tidemark.wire.schema.InvalidSchema;
import dev.tidemark.wire.schema.SchemaReader;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The routes about apps and their schemas.
public final class AppRoutes {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    private final Apps apps;

    public AppRoutes(Apps apps) {
        this.apps = apps;
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "GET",
                        "/v1/schema",
                        Permission.READ,
                        Operation.of("Read the schema of the caller's app")
                                .answers(200, "AppSchema"),
                        this::read),
                new Route(
                        "PUT",
                        "/v1/apps/{app}/schema",
                        Permission.ADMINISTER,
                        Operation.of("Publish a version of an app's schema")
                                .takes("SyncSchema")
                                .answers(200, "PublishedSchema")
                                .refuses(409),
                        this::publish));
    }

    /// Whether an app may be called so.
    static boolean isName(String app) {
        return NAME.matcher(app).matches();
    }

    private Answer read(Exchange exchange) {
        Principal caller = exchange.principal();
        AppSchema schema = apps.schema(caller.app());
        SchemaAnswer answer =
                new SchemaAnswer(
                        caller.accountId(),
                        caller.app(),
                        schema.rules().version(),
                        schema.document());
        return Answer.ok(answer.bytes());
    }

    private Answer publish(Exchange exchange) {
        String app = exchange.pathParameter("app");
        if (!isName(app)) {
            throw Problem.invalid(
                    "/app", "must be up to 64 letters, digits, dashes and underscores");
        }
        apps.publish(app, schema(app, exchange.json()), Actor.of(exchange));
        return published(app);
    }

    private static AppSchema schema(String app, Value document) {
        try {
            return SchemaReader.read(app, document);
        } catch (InvalidSchema e) {
            throw Problem.of(ProblemCode.SCHEMA_INVALID, e.getMessage()).withErrors(e.flaws());
        }
    }

    private Answer published(String app) {
        AppSchema schema = apps.schema(app);
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("app", Value.of(app));
        members.put("version", Value.of(schema.rules().version()));
        members.put("schema", schema.document());
        return Answer.ok(new Value.Obj(members));
    }
}

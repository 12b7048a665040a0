package dev.tidemark.server.retention;

import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.History;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Permission;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.app.Apps;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Members;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The routes `/v1/retention`.
public final class RetentionRoutes {

    private final Retention retention;
    private final Apps apps;

    public RetentionRoutes(Retention retention, Apps apps) {
        this.retention = retention;
        this.apps = apps;
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "GET",
                        "/v1/retention",
                        Permission.OWN,
                        Operation.of(
                                        "Show how much of the past is kept, and what a run would end"
                                                + " now")
                                .answers(200, "Retention")
                                .refuses(503),
                        this::show),
                new Route(
                        "POST",
                        "/v1/retention",
                        Permission.OWN,
                        Operation.of("End what retention says now, instead of at the next time")
                                .takes("Confirmation")
                                .answers(200, "RetentionFigures")
                                .refuses(422, 503),
                        this::run));
    }

    private Answer show(Exchange exchange) {
        Principal principal = exchange.principal();
        Figures due = retention.preview(principal.accountId(), principal.app());
        SyncSchema schema = apps.schema(principal.app()).rules();
        List<Value.Obj> rules = new ArrayList<>();
        schema.collections().values().forEach(each -> rules.add(shown(each)));
        if (schema.others() != null) {
            rules.add(shown(schema.others()));
        }
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("daysMin", Value.of(retention.rules().ageMin().toDays()));
        members.put("collections", Value.of(rules));
        members.put("due", shown(due));
        return Answer.ok(new Value.Obj(members));
    }

    private Value.Obj shown(CollectionRules rules) {
        History history = retention.rules().history(rules);
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("collection", Value.of(rules.name()));
        members.put("versions", limit(history.versions()));
        members.put("days", limit(history.days()));
        members.put("tombstones", Value.of(text(rules.tombstones())));
        return new Value.Obj(members);
    }

    private static String text(Duration duration) {
        long days = duration.toDays();
        return duration.equals(Duration.ofDays(days)) ? "P" + days + "D" : duration.toString();
    }

    private static Value limit(int most) {
        return most == 0 ? Value.NULL : Value.of(most);
    }

    private Answer run(Exchange exchange) {
        Flaws flaws = new Flaws();
        boolean confirmed = Members.of(exchange.json(), "", flaws).flag("confirm", false);
        flaws.check();
        if (!confirmed) {
            throw Problem.unconfirmed("Ending what is not kept any longer");
        }
        Principal principal = exchange.principal();
        return Answer.ok(
                shown(retention.run(principal.accountId(), principal.app(), Actor.of(exchange))));
    }

    private static Value.Obj shown(Figures figures) {
        List<Value.Obj> collections = new ArrayList<>();
        figures.byCollection()
                .forEach((name, each) ->
                        collections.add(counts(each).with("collection", Value.of(name))));
        return counts(figures).with("collections", Value.of(collections));
    }

    private static Value.Obj counts(Figures figures) {
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("purgedRecords", Value.of(figures.purged()));
        members.put("compactedVersions", Value.of(figures.versions()));
        members.put("bytes", Value.of(figures.bytes()));
        return new Value.Obj(members);
    }
}

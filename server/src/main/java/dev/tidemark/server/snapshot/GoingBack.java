package dev.tidemark.server.snapshot;

import dev.tidemark.server.access.Principal;
import dev.tidemark.server.app.Apps;
import dev.tidemark.server.engine.Asking;
import dev.tidemark.server.engine.Differences;
import dev.tidemark.server.engine.Extent;
import dev.tidemark.server.engine.LongReads;
import dev.tidemark.server.engine.Restore;
import dev.tidemark.server.engine.Restoring;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.snapshot.Targets.Target;
import dev.tidemark.server.store.Head;
import dev.tidemark.wire.command.Commands;
import dev.tidemark.wire.command.RestoreAnswer;
import dev.tidemark.wire.command.RestorePreview;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.problem.ProblemCode;
import dev.tidemark.wire.schema.AppSchema;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads from a request how much is to go back, and shows or does it. Thread-safe.
public final class GoingBack {

    private final Targets targets;
    private final Apps apps;
    private final LongReads longReads;
    private final Restoring restoring;
    private final InstantSource clock;
    private final Supplier<UUID> ids;

    /// @param longReads for the comparing
    public GoingBack(
            Targets targets,
            Apps apps,
            LongReads longReads,
            Restoring restoring,
            InstantSource clock,
            Supplier<UUID> ids) {
        this.targets = targets;
        this.apps = apps;
        this.longReads = longReads;
        this.restoring = restoring;
        this.clock = clock;
        this.ids = ids;
    }

    Targets targets() {
        return targets;
    }

    /// What every preview understands.
    static Operation previewing(Operation operation) {
        return operation
                .query("collection", "only this one")
                .query("id", "only this record of it")
                .query("limit", "the page's size")
                .query("after", "of the page before");
    }

    /// A page of what differs from a position.
    ///
    /// @throws Problem 404 if the caller may not see the collection that it names
    RestorePreview preview(Exchange exchange, Target target) {
        Principal principal = exchange.principal();
        Extent extent =
                extent(
                        principal,
                        exchange.query("collection").orElse(null),
                        exchange.query("id").orElse(null));
        Long after = exchange.query("after").map(GoingBack::version).orElse(null);
        int limit = exchange.limit();
        String account = principal.accountId();
        AppSchema app = apps.schema(principal.app());
        return longReads.read(tx -> {
            Head head = Head.find(tx, account).orElseThrow(() -> Problem.notFound("account"));
            return Preview.page(
                    new Differences(tx, account, app, target.seq(), extent),
                    head,
                    principal,
                    after,
                    limit);
        });
    }

    private static Long version(String text) {
        if (!text.matches("[0-9]{1,15}")) {
            throw Problem.invalid("/after", "must be a version");
        }
        return Long.valueOf(text);
    }

    private static Extent extent(
            Principal principal, @Nullable String collection, @Nullable String id) {
        if (collection == null && id != null) {
            throw Problem.invalid("/collection", "is missing; of which collection is the record?");
        }
        if (collection != null && !principal.mayRead(collection)) {
            throw Problem.notFound("collection");
        }
        return new Extent(collection, id);
    }

    /// Restores what the body says, if it confirms that.
    ///
    /// @throws Problem 422 `CONFIRMATION_REQUIRED`, and as [Restoring#restore] does
    RestoreAnswer restore(Exchange exchange, Target target) {
        Principal principal = exchange.principal();
        Flaws flaws = new Flaws();
        Members body = Members.of(exchange.json(), "", flaws);
        boolean confirmed = body.flag("confirm", false);
        String id = body.has("restoreId") ? body.uuid("restoreId") : ids.get().toString();
        Members scope = body.optionalMembers("scope");
        String collection = scope.optionalName("collection", Commands.NAME_CHARACTERS_MAX);
        String record = scope.optionalName("id", Commands.ID_CHARACTERS_MAX);
        flaws.check();
        if (!confirmed) {
            throw Problem.of(
                    ProblemCode.CONFIRMATION_REQUIRED,
                    "A restore changes what every device of the account shows; send \"confirm\": true"
                            + " if it is meant.");
        }
        Extent extent = extent(principal, collection, record);
        Restore restore = new Restore(id, target.seq(), extent, target.name());
        return restoring.restore(asking(exchange), restore);
    }

    private Asking asking(Exchange exchange) {
        Principal principal = exchange.principal();
        AppSchema app = apps.schema(principal.app());
        return new Asking(
                principal,
                app,
                Restoring.DEVICE,
                app.rules().rank(Restoring.DEVICE, null),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                exchange.traceId());
    }
}

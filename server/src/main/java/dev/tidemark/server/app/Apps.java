package dev.tidemark.server.app;

import dev.tidemark.core.schema.Compatibility;
import dev.tidemark.core.schema.FieldsInUse;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.audit.AuditAction;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.AppSchemaRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.problem.ProblemCode;
import dev.tidemark.wire.schema.AppSchema;
import dev.tidemark.wire.schema.SchemaReader;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Every app there is, with the version of its schema that holds now.
///
/// A schema is made ready when somebody first needs it, and remembered; publishing a version makes
/// it hold at once. Thread-safe.
public final class Apps {

    private final Lanes lanes;
    private final InstantSource clock;
    private final Map<String, Ready> apps = new ConcurrentHashMap<>();
    private final ReentrantLock publishing = new ReentrantLock();

    private Apps(Lanes lanes, InstantSource clock) {
        this.lanes = lanes;
        this.clock = clock;
    }

    /// A schema that is made ready once.
    private static final class Ready {

        private final Supplier<AppSchema> source;
        private volatile @Nullable AppSchema schema;

        Ready(Supplier<AppSchema> source) {
            this.source = source;
        }

        AppSchema schema() {
            AppSchema made = schema;
            if (made == null) {
                made = source.get(); // Twice at worst, and the same both times.
                schema = made;
            }
            return made;
        }
    }

    /// The bundled apps, and over them what was published.
    public static Apps open(Lanes lanes, InstantSource clock) {
        Apps apps = new Apps(lanes, clock);
        for (String name : Bundled.NAMES) {
            apps.apps.put(name, new Ready(() -> bundled(name)));
        }
        for (AppSchemaRow row : lanes.readNow(AppSchemaRow::all)) { // The newest comes last.
            apps.apps.put(row.app(), new Ready(() -> stored(row)));
        }
        return apps;
    }

    private static AppSchema bundled(String name) {
        return SchemaReader.read(Bundled.resource(name), Bundled.document(name));
    }

    private static AppSchema stored(AppSchemaRow row) {
        byte[] document = row.document().getBytes(StandardCharsets.UTF_8);
        return SchemaReader.read(row.app(), Json.read(document, JsonLimits.STORED));
    }

    /// Whether there is an app of this name.
    public boolean contains(String app) {
        return apps.containsKey(app);
    }

    /// The schema of an app that holds now. The same object until another version is published.
    ///
    /// @throws IllegalStateException if there is no such app
    public AppSchema schema(String app) {
        Ready ready = apps.get(app);
        if (ready == null) {
            throw new IllegalStateException("An account has an app that is not there: " + app);
        }
        return ready.schema();
    }

    /// Lets a schema hold for an app from now on, which is made if there is none. The very same
    /// version again changes nothing.
    ///
    /// @throws Problem 409 if it must not follow the one before; the reasons are its errors
    void publish(String app, AppSchema schema, Actor actor) {
        publishing.lock();
        try {
            Ready before = apps.get(app);
            if (before != null && isSame(before.schema(), schema)) {
                return;
            }
            AppSchemaRow row =
                    new AppSchemaRow(
                            app,
                            schema.rules().version(),
                            new String(Json.bytes(schema.document()), StandardCharsets.UTF_8),
                            clock.millis());
            AppSchema last = before == null ? null : before.schema();
            requireNone(
                    last, lanes.writeNow(Audit.SERVER, tx -> insert(tx, last, schema, row, actor)));
            apps.put(app, new Ready(() -> schema));
        } finally {
            publishing.unlock();
        }
    }

    /// Adds the row; or the reasons why not.
    private List<Flaw> insert(
            Tx tx, @Nullable AppSchema last, AppSchema next, AppSchemaRow row, Actor actor) {
        List<Flaw> reasons =
                last == null ? List.of() : reasons(last, next, new StoredFields(tx, row.app()));
        if (reasons.isEmpty()) {
            row.insert(tx);
            String detail = "version %d of app %s".formatted(row.version(), row.app());
            Audit.append(
                    tx,
                    actor.did(Audit.SERVER, AuditAction.SCHEMA_PUBLISH, clock.instant(), detail));
        }
        return reasons;
    }

    private static boolean isSame(AppSchema before, AppSchema after) {
        return before.rules().version() == after.rules().version() && before.sameAs(after);
    }

    private static void requireNone(@Nullable AppSchema last, List<Flaw> reasons) {
        if (last != null && !reasons.isEmpty()) {
            throw Problem.of(
                            ProblemCode.SCHEMA_INCOMPATIBLE,
                            "The schema must not follow version %d: %s."
                                    .formatted(
                                            last.rules().version(),
                                            String.join(
                                                    "; ",
                                                    reasons.stream().map(Apps::told).toList())))
                    .withErrors(reasons);
        }
    }

    private static String told(Flaw reason) {
        return reason.pointer() + ": " + reason.message();
    }

    /// Why one schema must not follow another one.
    static List<Flaw> reasons(AppSchema before, AppSchema after, FieldsInUse inUse) {
        return before.rules().version() == after.rules().version()
                ? List.of(
                        new Flaw(
                                "/version",
                                "version %d is published already, with another document; raise it"
                                        .formatted(before.rules().version())))
                : Compatibility.reasons(before.rules(), after.rules(), inUse);
    }
}

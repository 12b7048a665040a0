package dev.tidemark.server;

import dev.tidemark.server.access.Credentials;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.access.RateLimit;
import dev.tidemark.server.account.AccountRoutes;
import dev.tidemark.server.account.Accounts;
import dev.tidemark.server.account.FirstStart;
import dev.tidemark.server.app.AppRoutes;
import dev.tidemark.server.app.Apps;
import dev.tidemark.server.app.SchemaFolder;
import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.audit.AuditRoutes;
import dev.tidemark.server.audit.RefusedRequests;
import dev.tidemark.server.device.DeviceRoutes;
import dev.tidemark.server.device.Devices;
import dev.tidemark.server.device.Enrolment;
import dev.tidemark.server.digest.SelfCheck;
import dev.tidemark.server.heal.Discovery;
import dev.tidemark.server.health.Health;
import dev.tidemark.server.health.MetricsRoute;
import dev.tidemark.server.health.RequestFigures;
import dev.tidemark.server.http.Doorman;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.http.Routes;
import dev.tidemark.server.http.Serving;
import dev.tidemark.server.http.Streams;
import dev.tidemark.server.http.Visited;
import dev.tidemark.server.key.KeyRoutes;
import dev.tidemark.server.key.Keys;
import dev.tidemark.server.log.RequestLog;
import dev.tidemark.server.metric.Metrics;
import dev.tidemark.server.settings.Known;
import dev.tidemark.server.settings.Settings;
import dev.tidemark.server.store.Beginning;
import dev.tidemark.server.store.Storage;
import dev.tidemark.sql.Lanes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The parts of a server, each given what it needs; nothing here decides anything.
final class Assembly implements AutoCloseable {

    private final Settings settings;
    private final World world;
    private final Lanes lanes;
    private final Metrics metrics = new Metrics();
    private final Credentials credentials;
    private final Devices devices;
    private final Apps apps;
    private final Accounts accounts;
    private final Streams streams;
    private final Health health;
    private final RefusedRequests refused;
    private final SelfCheck check;
    private final Sync sync;

    Assembly(Settings settings, World world, Storage storage) {
        this.settings = settings;
        this.world = world;
        this.lanes = storage.lanes();
        this.credentials = new Credentials(lanes, world.clock(), badCredentials());
        this.devices = new Devices(lanes, world.clock());
        this.apps = Apps.open(lanes, world.clock());
        this.accounts =
                new Accounts(lanes, credentials, world.clock(), world.ids(), world.random());
        this.streams =
                new Streams(
                        settings.get(Known.STREAMS_MAX),
                        settings.get(Known.STREAM_SILENCE_MILLIS_MAX),
                        credentials::isStillGood);
        this.health = new Health(lanes, version());
        this.refused =
                new RefusedRequests(
                        lanes, world.clock(), settings.get(Known.AUDIT_REFUSED_PER_MINUTE_MAX));
        this.check = new SelfCheck(lanes, settings.get(Known.CHECK_HOURS));
        this.sync = new Sync(settings, world, lanes, apps, devices, credentials, refused);
        credentials.onChange(streams::check);
        addGauges();
    }

    /// What the program calls itself.
    static String version() {
        String version = Server.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    private RateLimit badCredentials() {
        int perMinute = settings.get(Known.BAD_CREDENTIALS_PER_MINUTE_MAX);
        return new RateLimit(perMinute, perMinute, System::nanoTime);
    }

    private RateLimit requests() {
        return new RateLimit(
                60L * settings.get(Known.REQUESTS_PER_SECOND_MAX),
                settings.get(Known.REQUESTS_BURST_MAX),
                System::nanoTime);
    }

    private void addGauges() {
        metrics.gauge(
                "tidemark_check_faults",
                "What the last look at all records and audits found wrong",
                () -> check.last().faults());
        metrics.gauge(
                "tidemark_check_records",
                "Records that the last look saw",
                () -> check.last().records());
        metrics.gauge("tidemark_streams", "Open event streams", streams::count);
        metrics.gauge("tidemark_writes_waiting", "Works that wait to write", lanes::writesWaiting);
        metrics.gauge("tidemark_reads_waiting", "Works that wait to read", lanes::readsWaiting);
        metrics.gauge("tidemark_commits", "Commits since the start", lanes::commits);
        metrics.gauge("tidemark_works", "Works written since the start", lanes::works);
    }

    /// Publishes the schemas of a folder, if one is set.
    void loadSchemas() {
        Path folder = settings.find(Known.SCHEMAS);
        if (folder != null) {
            new SchemaFolder(folder).publishTo(apps);
        }
    }

    /// Makes sure that there is an account and an admin; the admin's key if it was made now.
    Optional<String> prepare() {
        lanes.writeNow(
                Audit.SERVER,
                tx -> {
                    Beginning.noteStart(tx, world.clock().millis());
                    return true;
                });
        FirstStart first =
                new FirstStart(lanes, accounts, world.clock(), world.ids(), world.random());
        return first.prepare(settings.get(Known.DATA));
    }

    /// Goes on with what was left when the server was stopped.
    void resume() {
        accounts.resumeErasing();
    }

    /// What HTTP needs.
    Serving serving() {
        return new Serving(
                Routes.described(routes(), version()),
                this::letIn,
                requests(),
                settings.limits(),
                streams,
                health::storageFailed,
                new Watch(
                        new RequestLog(),
                        new RequestFigures(metrics),
                        refused,
                        new Discovery(lanes, world.clock())),
                world.random());
    }

    /// Whoever is told of requests.
    private record Watch(
            RequestLog log, RequestFigures figures, RefusedRequests audit, Discovery discovery)
            implements Visited.Witness {

        @Override
        public void saw(Visited visited) {
            log.saw(visited);
            figures.saw(visited);
        }

        @Override
        public void refused(Visited visited) {
            audit.refused(visited);
            discovery.refused(visited);
        }
    }

    private Principal letIn(
            @Nullable String authorization, @Nullable String deviceToken, String address) {
        Principal caller = credentials.letIn(authorization, deviceToken, address);
        devices.spoke(caller);
        return caller.scopes().isAll() ? caller : caller.under(apps.schema(caller.app()).rules());
    }

    private List<Route> routes() {
        Duration grace = Duration.ofSeconds(settings.get(Known.KEY_GRACE_SECONDS));
        Doorman doorman = this::letIn;
        Keys keys = new Keys(lanes, credentials, world.clock(), world.ids(), world.random(), grace);
        Enrolment enrolment =
                new Enrolment(
                        credentials, devices, world.clock(), world.ids(), world.random(), grace);
        List<Route> routes = new ArrayList<>();
        routes.add(health.route());
        routes.add(new MetricsRoute(metrics, doorman, settings.get(Known.METRICS_TOKEN)).route());
        routes.addAll(new AccountRoutes(accounts, apps::contains, devices::forget).all());
        routes.addAll(new AppRoutes(apps).all());
        routes.addAll(new KeyRoutes(keys, world.clock()).all());
        routes.addAll(new DeviceRoutes(lanes, devices, enrolment).all());
        routes.addAll(new AuditRoutes(lanes, refused).all());
        routes.addAll(sync.routes());
        return routes;
    }

    /// From here on nobody should send requests.
    void stopping() {
        health.stopping();
        streams.close();
    }

    /// Ends what runs by itself.
    @Override
    public void close() {
        streams.close();
        devices.close();
        refused.close();
        check.close();
        sync.close();
    }
}

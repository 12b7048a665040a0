package dev.tidemark.server;

import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.server.access.Credentials;
import dev.tidemark.server.app.Apps;
import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.audit.RefusedRequests;
import dev.tidemark.server.command.Askings;
import dev.tidemark.server.command.CommandRoutes;
import dev.tidemark.server.command.ConflictRoutes;
import dev.tidemark.server.conflict.ConflictList;
import dev.tidemark.server.cursor.Cursors;
import dev.tidemark.server.device.Devices;
import dev.tidemark.server.digest.DigestRoutes;
import dev.tidemark.server.digest.Digests;
import dev.tidemark.server.engine.Admission;
import dev.tidemark.server.engine.GuardLimits;
import dev.tidemark.server.engine.Healing;
import dev.tidemark.server.engine.LongReads;
import dev.tidemark.server.engine.Pull;
import dev.tidemark.server.engine.Push;
import dev.tidemark.server.engine.Resolving;
import dev.tidemark.server.engine.Restoring;
import dev.tidemark.server.engine.RetentionRules;
import dev.tidemark.server.engine.Scribing;
import dev.tidemark.server.envelope.EnvelopeRoutes;
import dev.tidemark.server.envelope.Envelopes;
import dev.tidemark.server.envelope.ReportRoutes;
import dev.tidemark.server.envelope.Uploads;
import dev.tidemark.server.guard.HoldRoutes;
import dev.tidemark.server.guard.Holds;
import dev.tidemark.server.heal.HealRoutes;
import dev.tidemark.server.history.History;
import dev.tidemark.server.history.HistoryRoutes;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.live.ChangeStream;
import dev.tidemark.server.live.Wakeups;
import dev.tidemark.server.project.ProjectRoutes;
import dev.tidemark.server.retention.Retention;
import dev.tidemark.server.retention.RetentionRoutes;
import dev.tidemark.server.secret.SealedSecrets;
import dev.tidemark.server.secret.SecretRoutes;
import dev.tidemark.server.settings.Known;
import dev.tidemark.server.settings.Settings;
import dev.tidemark.server.snapshot.GoingBack;
import dev.tidemark.server.snapshot.RestoreRoutes;
import dev.tidemark.server.snapshot.RollingSnapshots;
import dev.tidemark.server.snapshot.SnapshotRoutes;
import dev.tidemark.server.snapshot.Snapshots;
import dev.tidemark.server.snapshot.Targets;
import dev.tidemark.server.store.Secrets;
import dev.tidemark.server.upload.Downloads;
import dev.tidemark.server.upload.UploadRoutes;
import dev.tidemark.server.upsert.UpsertRequests;
import dev.tidemark.server.upsert.Upserts;
import dev.tidemark.sql.Lanes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// The engine and what reaches it, put together.
final class Sync implements AutoCloseable {

    private final Apps apps;
    private final Devices devices;
    private final World world;
    private final Lanes lanes;
    private final Cursors cursors;
    private final Pull pull;
    private final Push push;
    private final Scribing scribing;
    private final Upserts upserts;
    private final Holds holds;
    private final Resolving resolving;
    private final Healing healing;
    private final ChangeStream stream;
    private final RefusedRequests refused;
    private final Snapshots snapshots;
    private final GoingBack goingBack;
    private final Envelopes envelopes;
    private final Uploads envelopesKept;
    private final LongReads longReads;
    private final SealedSecrets secrets;
    private final Retention retention;

    Sync(
            Settings settings,
            World world,
            Lanes lanes,
            Apps apps,
            Devices devices,
            Credentials credentials,
            RefusedRequests refused) {
        this.apps = apps;
        this.devices = devices;
        this.world = world;
        this.lanes = lanes;
        this.refused = refused;
        long recordBytesMax = settings.get(Known.RECORD_BYTES_MAX);
        Wakeups wakeups = new Wakeups(settings.get(Known.STREAMS_PER_ACCOUNT_MAX));
        Admission good =
                (tx, asking) -> credentials.requireGood(tx, asking.principal(), asking.device());
        Admission admission = admission(settings, world, good);
        this.cursors = new Cursors(cursorKey(lanes, world.random()));
        this.pull = new Pull(lanes, cursors);
        LongSupplier editions = world.random()::nextLong;
        GuardLimits guards = guards(settings);
        this.push = new Push(lanes, pull, recordBytesMax, admission, wakeups, editions, guards);
        this.scribing =
                new Scribing(
                        lanes,
                        pull,
                        recordBytesMax,
                        admission,
                        wakeups,
                        editions,
                        guards,
                        refused::refused);
        this.envelopes = new Envelopes(scribing, recordBytesMax, world.ids());
        this.envelopesKept = new Uploads(lanes, good);
        this.secrets =
                new SealedSecrets(
                        lanes, credentials, world.clock(), settings.get(Known.SECRETS_MAX));
        this.upserts = new Upserts(lanes, scribing, settings.limits().pageMax());
        this.holds = new Holds(lanes, world.clock(), editions);
        this.resolving = new Resolving(lanes, recordBytesMax, admission, wakeups, editions);
        this.healing = new Healing(lanes, pull, admission, wakeups, editions);
        this.stream = new ChangeStream(pull, wakeups);
        this.snapshots =
                new Snapshots(
                        lanes,
                        credentials,
                        world.clock(),
                        world.ids(),
                        settings.get(Known.SNAPSHOTS_NAMED_MAX));
        this.longReads = new LongReads(lanes, settings.get(Known.READERS_MAX));
        this.goingBack = goingBack(settings, good, wakeups, editions);
        this.retention = retention(settings, editions);
    }

    private static RetentionRules retentionRules(Settings settings) {
        return new RetentionRules(
                new CollectionRules.History(
                        settings.get(Known.HISTORY_VERSIONS), settings.get(Known.HISTORY_DAYS)),
                Duration.ofDays(settings.get(Known.RETENTION_DAYS_MIN)));
    }

    /// Lets good credentials in, and keeps what was before the change.
    private static Admission admission(Settings settings, World world, Admission good) {
        RollingSnapshots rolling =
                new RollingSnapshots(
                        world.ids(),
                        Duration.ofMinutes(settings.get(Known.SNAPSHOT_MINUTES)),
                        settings.get(Known.SNAPSHOTS_KEPT));
        return (tx, asking) -> {
            good.require(tx, asking);
            if (asking.app().rules().project() != null) {
                rolling.beforeVersion(tx, asking.account(), asking.received());
            }
            rolling.beforeChange(tx, asking.account(), asking.received());
        };
    }

    private Retention retention(Settings settings, LongSupplier editions) {
        return new Retention(
                lanes,
                longReads,
                apps,
                world.clock(),
                editions,
                retentionRules(settings),
                settings.get(Known.RETENTION_HOURS));
    }

    private GoingBack goingBack(
            Settings settings, Admission good, Wakeups wakeups, LongSupplier editions) {
        int undosKept = settings.get(Known.SNAPSHOTS_KEPT);
        return new GoingBack(
                new Targets(lanes, cursors, snapshots),
                apps,
                longReads,
                new Restoring(lanes, longReads, good, wakeups, editions, undosKept),
                world.clock(),
                world.ids());
    }

    private static GuardLimits guards(Settings settings) {
        return new GuardLimits(
                Duration.ofSeconds(settings.get(Known.GUARD_WINDOW_SECONDS)),
                new GuardLimits.Limit(
                        settings.get(Known.GUARD_DELETE_PERCENT_MAX),
                        settings.get(Known.GUARD_DELETE_MIN)),
                new GuardLimits.Limit(
                        settings.get(Known.GUARD_OVERWRITE_PERCENT_MAX),
                        settings.get(Known.GUARD_OVERWRITE_MIN)));
    }

    private static byte[] cursorKey(Lanes lanes, RandomGenerator random) {
        return lanes.writeNow(
                Audit.SERVER,
                tx ->
                        Secrets.get(
                                tx,
                                "cursors",
                                () -> {
                                    byte[] key = new byte[Cursors.KEY_BYTES];
                                    random.nextBytes(key);
                                    return key;
                                }));
    }

    List<Route> routes() {
        Askings askings = new Askings(apps, lanes, world.clock());
        List<Route> routes = new ArrayList<>();
        CommandRoutes commands =
                new CommandRoutes(askings, push, pull, stream, cursors, devices, refused);
        routes.addAll(commands.all());
        routes.addAll(
                new BatchRoutes(commands, new UpsertRequests(askings, upserts, cursors, devices))
                        .all());
        routes.addAll(
                new ConflictRoutes(askings, new ConflictList(lanes), resolving, refused).all());
        routes.addAll(
                new UploadRoutes(askings, scribing, new Downloads(lanes, pull, cursors, devices))
                        .all());
        routes.addAll(new HoldRoutes(holds).all());
        routes.addAll(new HealRoutes(askings, healing).all());
        routes.addAll(new HistoryRoutes(new History(lanes), apps).all());
        routes.addAll(new DigestRoutes(new Digests(lanes, pull), lanes).all());
        routes.addAll(SnapshotRoutes.ofAccounts(snapshots, goingBack).all());
        routes.addAll(new RestoreRoutes(goingBack).all());
        routes.addAll(
                new EnvelopeRoutes(askings, envelopes, envelopesKept, lanes, Assembly.version())
                        .all());
        routes.addAll(new ReportRoutes(lanes).all());
        ProjectRoutes project =
                new ProjectRoutes(askings, scribing, pull, devices, lanes, longReads);
        routes.addAll(project.all());
        routes.addAll(SnapshotRoutes.ofProjects(project.versions(), snapshots, goingBack).all());
        routes.addAll(new SecretRoutes(secrets).all());
        routes.addAll(new RetentionRoutes(retention, apps).all());
        return routes;
    }

    /// Ends what runs by itself.
    @Override
    public void close() {
        retention.close();
    }
}

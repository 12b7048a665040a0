package dev.tidemark.server.project;

import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Permission;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.command.Askings;
import dev.tidemark.server.device.Devices;
import dev.tidemark.server.engine.Asking;
import dev.tidemark.server.engine.LongReads;
import dev.tidemark.server.engine.Pull;
import dev.tidemark.server.engine.Scribing;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.EntityTag;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.snapshot.SnapshotRoutes.Naming;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import dev.tidemark.sql.Work;
import dev.tidemark.wire.problem.ProblemCode;
import dev.tidemark.wire.project.Handshake;
import dev.tidemark.wire.project.HandshakeAnswer;
import dev.tidemark.wire.project.ProjectDocument;
import dev.tidemark.wire.project.ProjectItems;
import dev.tidemark.wire.project.ProjectVersion;
import dev.tidemark.wire.project.ProjectWrite;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The routes under `/api/project`, but for those of its snapshots.
public final class ProjectRoutes {

    private final Askings askings;
    private final Scribing scribing;
    private final Pull pull;
    private final Devices devices;
    private final Lanes lanes;
    private final LongReads longReads;

    /// @param longReads for whole projects
    public ProjectRoutes(
            Askings askings,
            Scribing scribing,
            Pull pull,
            Devices devices,
            Lanes lanes,
            LongReads longReads) {
        this.askings = askings;
        this.scribing = scribing;
        this.pull = pull;
        this.devices = devices;
        this.lanes = lanes;
        this.longReads = longReads;
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "POST",
                        "/api/project/handshake",
                        Permission.READ,
                        Operation.of("Compare what a device has with what there is")
                                .takes("Handshake")
                                .answers(200, "HandshakeAnswer")
                                .refuses(404),
                        this::shakeHands),
                new Route(
                        "GET",
                        "/api/project",
                        Permission.READ,
                        Operation.of(
                                        "Get the project, or what has changed in it; its version is the ETag")
                                .query("since", "a version; only what has changed since")
                                .answers(200, "ProjectOrDelta")
                                .answers(304, "")
                                .refuses(400, 404, 409, 410),
                        this::get),
                new Route(
                        "PUT",
                        "/api/project",
                        Permission.WRITE,
                        Operation.of("Change the project, on the version that it has")
                                .takes("ProjectWrite")
                                .answers(200, "ProjectWritten")
                                .answers(409, "ProjectConflict")
                                .refuses(404, 428),
                        this::put));
    }

    /// How the snapshots of a project name positions of the log.
    public Naming versions() {
        return (account, seq) -> lanes.readNow(tx -> Versions.at(tx, account, seq));
    }

    private ProjectItems items(Exchange exchange) {
        SyncSchema rules = askings.app(exchange).rules();
        if (rules.project() == null) {
            throw Problem.of(
                    ProblemCode.NOT_FOUND,
                    "There is no project: the schema of this account's app has none.");
        }
        return new ProjectItems(rules);
    }

    private Answer shakeHands(Exchange exchange) {
        ProjectItems items = items(exchange);
        Handshake handshake = Handshake.read(exchange.json());
        askings.of(exchange, handshake.deviceId());
        HandshakeAnswer answer =
                lanes.readNow(
                        tx -> project(tx, exchange.principal(), items).answer(handshake, pull));
        return Answer.ok(answer.value());
    }

    private Answer get(Exchange exchange) {
        ProjectItems items = items(exchange);
        Principal principal = exchange.principal();
        String account = principal.accountId();
        String version = lanes.readNow(tx -> project(tx, principal, items).version());
        if (exchange.header("If-None-Match")
                .map(EntityTag::all)
                .orElse(List.of())
                .contains(version)) {
            return Answer.unchanged().with("ETag", EntityTag.of(version));
        }
        Optional<String> since = exchange.query("since");
        Value.Obj answer =
                read(
                        since.isPresent(),
                        tx -> {
                            Project project = project(tx, principal, items);
                            return since.isPresent()
                                    ? project.since(since.get())
                                    : project.whole().value();
                        });
        since.ifPresent(
                seen -> principal.device().ifPresent(device -> seen(account, device, seen)));
        return Answer.ok(answer).with("ETag", EntityTag.of(ProjectDocument.version(answer)));
    }

    private static Project project(Tx tx, Principal principal, ProjectItems items) {
        return new Project(tx, principal.accountId(), items, principal::mayRead);
    }

    private <T> T read(boolean little, Work<T> work) {
        return little ? lanes.readNow(work) : longReads.read(work);
    }

    private Answer put(Exchange exchange) {
        ProjectItems items = items(exchange);
        ProjectWrite write = matched(exchange, ProjectWrite.read(exchange.json(), items));
        Asking asking = askings.of(exchange, write.deviceId());
        Optional<String> version =
                scribing.write(
                        new Scribing.Request(asking, Writing.CONTRACT, write.confirmed()),
                        scribe -> new Writing(scribe, write, items).decide());
        if (version.isEmpty()) {
            throw longReads.read(
                    tx -> new Refusing(project(tx, exchange.principal(), items), write).problem());
        }
        if (write.baseVersion() != null) {
            seen(asking.account(), asking.device(), write.baseVersion());
        }
        return Answer.ok(Value.of(Map.of("version", Value.of(version.get()))))
                .with("ETag", EntityTag.of(version.get()));
    }

    /// A base may stand in the header `If-Match` as well.
    private static ProjectWrite matched(Exchange exchange, ProjectWrite write) {
        List<String> tags = exchange.header("If-Match").map(EntityTag::all).orElse(List.of());
        if (tags.isEmpty()) {
            return write;
        }
        if (tags.size() > 1 || tags.getFirst().equals("*")) {
            throw Problem.unreadable(
                    "If-Match must name the one version that the write builds on.");
        }
        if (write.baseVersion() != null && !write.baseVersion().equals(tags.getFirst())) {
            throw Problem.invalid("/baseVersion", "is another version than the one in If-Match");
        }
        return write.on(tags.getFirst());
    }

    /// A device that builds on a version has what lies before it.
    private void seen(String account, String device, String version) {
        ProjectVersion read = Objects.requireNonNull(ProjectVersion.read(version));
        devices.seen(account, device, read.seq());
    }
}

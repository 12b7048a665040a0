package dev.tidemark.client.project;

import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.fault.SyncException.Kind;
import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.client.transport.Request;
import dev.tidemark.client.transport.Transport;
import dev.tidemark.client.transport.TransportException;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.account.SchemaAnswer;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.problem.ProblemBody;
import dev.tidemark.wire.problem.ProblemCode;
import dev.tidemark.wire.project.Handshake;
import dev.tidemark.wire.project.HandshakeAnswer;
import dev.tidemark.wire.project.ProjectConflict;
import dev.tidemark.wire.project.ProjectDocument;
import dev.tidemark.wire.project.ProjectWrite;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks a server in the words of contract 3. Thread-safe. */
final class ProjectServer {

    private final Transport transport;
    private final String server;
    private final Credential credential;

    ProjectServer(Transport transport, String server, Credential credential) {
        this.transport = transport;
        this.server = server;
        this.credential = credential;
    }

    /** What became of a write. */
    interface Outcome {

        /** It is in this version of the project. */
        record Taken(String version) implements Outcome {}

        /** It builds on another version than the one that is there. */
        record Late(ProjectConflict conflict) implements Outcome {}

        /** It is refused for good, as it is. */
        record Refused(ProblemBody problem) implements Outcome {}
    }

    SchemaAnswer schema() {
        return read(Request.get(server, "/v1/schema", credential), SchemaAnswer::read);
    }

    HandshakeAnswer handshake(Handshake handshake) {
        return read(
                Request.post(server, "/api/project/handshake", credential, handshake.bytes()),
                HandshakeAnswer::read);
    }

    ProjectDocument project() {
        return read(Request.get(server, "/api/project", credential), ProjectDocument::read);
    }

    Outcome write(
            String opId, String device, @Nullable String base, Value.Obj delta, boolean confirmed) {
        byte[] body = ProjectWrite.ofDelta(opId, device, base, delta, confirmed);
        Answer answer = send(Request.put(server, "/api/project", credential, body));
        if (answer.status() == 200) {
            return new Outcome.Taken(read(answer, ProjectServer::version));
        }
        ProblemBody problem = ProblemBody.read(answer.status(), answer.body());
        if (problem.known() == ProblemCode.VERSION_CONFLICT) {
            return new Outcome.Late(ProjectConflict.read(problem.more()));
        }
        if (answer.status() == 413 || answer.status() == 422) {
            return new Outcome.Refused(problem);
        }
        throw trouble(answer);
    }

    /** Brings back a snapshot, or the other routes of snapshots; their answer as it is. */
    Value.Obj snapshots(String path, Value.@Nullable Obj body) {
        Request request =
                body == null
                        ? Request.get(server, "/api/project/snapshots" + path, credential)
                        : Request.post(
                                server,
                                "/api/project/snapshots" + path,
                                credential,
                                Json.bytes(body));
        return read(request, ProjectServer::object);
    }

    private static String version(byte[] body) {
        return ProjectDocument.version(object(body));
    }

    private static Value.Obj object(byte[] body) {
        Flaws flaws = new Flaws();
        Value.Obj object = Members.of(Json.read(body, JsonLimits.STORED), "", flaws).object();
        flaws.check();
        return object;
    }

    private <T> T read(Request request, Function<byte[], T> reader) {
        Answer answer = send(request);
        if (answer.status() / 100 != 2) {
            throw trouble(answer);
        }
        return read(answer, reader);
    }

    private static <T> T read(Answer answer, Function<byte[], T> reader) {
        try {
            return reader.apply(answer.body());
        } catch (JsonFault | InvalidInput e) {
            throw new SyncException(
                    Kind.DEFERRED,
                    "the server's answer cannot be read (trace %s): %s"
                            .formatted(answer.traceId(), e.getMessage()),
                    e);
        }
    }

    private Answer send(Request request) {
        try {
            return transport.send(request);
        } catch (TransportException e) {
            throw new SyncException(Kind.OFFLINE, String.valueOf(e.getMessage()), e);
        }
    }

    private static SyncException trouble(Answer answer) {
        ProblemBody problem = ProblemBody.read(answer.status(), answer.body());
        Kind kind =
                switch (answer.status()) {
                    case 401, 403 -> Kind.AUTH_REQUIRED;
                    case 404 -> Kind.NOT_FOUND;
                    default -> Kind.DEFERRED;
                };
        return new SyncException(
                kind, "%s (trace %s)".formatted(problem.detail(), answer.traceId()));
    }

    /** What a device says that has one version of everything, or nothing. */
    static Handshake handshake(String device, Iterable<String> parts, @Nullable String version) {
        TreeMap<String, String> known = new TreeMap<>();
        if (version != null) {
            parts.forEach(part -> known.put(part, version));
        }
        return new Handshake(device, known);
    }
}

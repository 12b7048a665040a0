package dev.tidemark.client.envelope;

import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.fault.SyncException.Kind;
import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.client.transport.Request;
import dev.tidemark.client.transport.Transport;
import dev.tidemark.client.transport.TransportException;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.envelope.ApplyRequest;
import dev.tidemark.wire.envelope.EnvelopeParts;
import dev.tidemark.wire.envelope.EnvelopePreview;
import dev.tidemark.wire.envelope.EnvelopeReport;
import dev.tidemark.wire.envelope.Policy;
import dev.tidemark.wire.envelope.Side;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.problem.ProblemBody;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Envelopes and one account on a server. Every call is a person's wish: nothing is asked or sent by
 * itself.
 *
 * <p>What is larger than a server takes at once is sent in parts, one after the other. All methods
 * throw {@link SyncException}: {@code OFFLINE}, {@code AUTH_REQUIRED}, {@code DEFERRED}, {@code
 * NOT_FOUND}, or {@code REFUSED} where the server does not take what was sent. Thread-safe.
 */
public final class CloudEnvelopes {

    /** An answer that got lost is asked for again so often. */
    private static final int TRIES = 3;

    private final Transport transport;
    private final String server;
    private final Credential credential;
    private final String deviceId;

    CloudEnvelopes(Transport transport, String server, Credential credential, String deviceId) {
        this.transport = transport;
        this.server = server;
        this.credential = credential;
        this.deviceId = deviceId;
    }

    /**
     * What an envelope would do; nothing is changed.
     *
     * @throws dev.tidemark.wire.json.InvalidInput if it is no envelope
     * @throws dev.tidemark.wire.envelope.UnsupportedVersion if it is of another version
     */
    public EnvelopePreview preview(byte[] envelope) {
        EnvelopePreview all = EnvelopePreview.NOTHING;
        for (byte[] part : parts(envelope)) {
            all = all.plus(ask(post("/v1/envelopes/preview", part), EnvelopePreview::read));
        }
        return all;
    }

    /**
     * Applies an envelope, which a person has confirmed.
     *
     * @param decisions by {@code <item_type>/<item_id>}: the side of a conflict that is kept
     * @param key names this application: asked for again under it, nothing is done twice
     * @return a report for each part, as kept by the server
     * @throws dev.tidemark.wire.json.InvalidInput if it is no envelope
     * @throws dev.tidemark.wire.envelope.UnsupportedVersion if it is of another version
     */
    public List<EnvelopeReport> apply(
            byte[] envelope, Policy policy, Map<String, Side> decisions, String key) {
        List<EnvelopeReport> reports = new ArrayList<>();
        for (byte[] part : parts(envelope)) {
            byte[] body = ApplyRequest.bytes(part, policy, decisions);
            Request request = post("/v1/envelopes/apply", body).named(key + "-" + reports.size());
            reports.add(ask(request, EnvelopeReport::read));
        }
        return reports;
    }

    /**
     * The account's records as an envelope, byte for byte. From here on they count as synced for
     * this device.
     *
     * @param types the collections; empty for all
     */
    public byte[] export(Collection<String> types) {
        String wanted = types.isEmpty() ? "" : "&types=" + segment(String.join(",", types));
        return ask(
                get("/v1/envelopes/export?deviceId=" + segment(speaker()) + wanted), body -> body);
    }

    /** A device token may only ask for its own device. */
    private String speaker() {
        return credential.deviceId() == null ? deviceId : credential.deviceId();
    }

    /** A report that the server keeps. */
    public EnvelopeReport report(String id) {
        return ask(get("/v1/reports/" + segment(id)), EnvelopeReport::read);
    }

    /** The side of a conflict that was not kept, as JSON. */
    public byte[] archived(String type, String archivedAs) {
        return ask(get("/v1/archive/" + segment(type) + "/" + segment(archivedAs)), body -> body);
    }

    private static List<byte[]> parts(byte[] envelope) {
        Value read = Json.read(envelope, JsonLimits.STORED);
        return EnvelopeParts.of(read);
    }

    private Request get(String path) {
        return Request.get(server, path, credential);
    }

    private Request post(String path, byte[] body) {
        return Request.post(server, path, credential, body);
    }

    /** Everything here may be asked twice: what changes something has a key. */
    private <T> T ask(Request request, Function<byte[], T> read) {
        for (int tried = 1; ; tried++) {
            try {
                return read.apply(good(transport.send(request)).body());
            } catch (TransportException e) {
                if (tried == TRIES || e.kind() != TransportException.Kind.UNREACHABLE) {
                    throw new SyncException(Kind.OFFLINE, String.valueOf(e.getMessage()), e);
                }
            } catch (JsonFault | InvalidInput e) {
                throw new SyncException(
                        Kind.DEFERRED, "the server's answer makes no sense and was ignored", e);
            }
        }
    }

    private static Answer good(Answer answer) {
        if (answer.status() / 100 == 2) {
            return answer;
        }
        ProblemBody problem = ProblemBody.read(answer.status(), answer.body());
        Kind kind =
                switch (answer.status()) {
                    case 401, 403 -> Kind.AUTH_REQUIRED;
                    case 404 -> Kind.NOT_FOUND;
                    case 400, 409, 413, 422 -> Kind.REFUSED;
                    default -> Kind.DEFERRED;
                };
        throw new SyncException(kind, problem.detail());
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

package dev.tidemark.server.envelope;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Permission;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.command.Askings;
import dev.tidemark.server.engine.Asking;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.sql.Lanes;
import dev.tidemark.wire.command.Commands;
import dev.tidemark.wire.envelope.ApplyRequest;
import dev.tidemark.wire.envelope.Envelope;
import dev.tidemark.wire.envelope.EnvelopeItem;
import dev.tidemark.wire.envelope.ItemProblem;
import dev.tidemark.wire.envelope.UnsupportedVersion;
import dev.tidemark.wire.envelope.Uploaded;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.problem.ProblemCode;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The routes under `/v1/envelopes`.
public final class EnvelopeRoutes {

    private static final int KEY_CHARACTERS_MAX = 200;

    private final Askings askings;
    private final Envelopes envelopes;
    private final Uploads uploads;
    private final Lanes lanes;
    private final String version;

    /// @param version of the program, for what it exports
    public EnvelopeRoutes(
            Askings askings, Envelopes envelopes, Uploads uploads, Lanes lanes, String version) {
        this.askings = askings;
        this.envelopes = envelopes;
        this.uploads = uploads;
        this.lanes = lanes;
        this.version = version;
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "POST",
                        "/v1/envelopes",
                        Permission.WRITE,
                        Operation.of("Keep an envelope for a while, to preview and apply it")
                                .takes("Envelope")
                                .answers(200, "UploadedEnvelope"),
                        this::upload),
                new Route(
                        "POST",
                        "/v1/envelopes/preview",
                        Permission.READ,
                        Operation.of("Compare an envelope with the account, and change nothing")
                                .takes("EnvelopeOrUpload")
                                .answers(200, "EnvelopePreview")
                                .refuses(404),
                        this::preview),
                new Route(
                        "POST",
                        "/v1/envelopes/apply",
                        Permission.WRITE,
                        Operation.of("Apply an envelope, conflicts by a policy and by decisions")
                                .takes("EnvelopeApply")
                                .answers(200, "EnvelopeReport")
                                .refuses(404),
                        this::apply),
                new Route(
                        "GET",
                        "/v1/envelopes/export",
                        Permission.READ,
                        Operation.of("Get the account's records as an envelope")
                                .query("types", "the item types wanted, with commas between them")
                                .query(
                                        "deviceId",
                                        "the device that it is for, where the credential does not say")
                                .answers(200, "Envelope")
                                .refuses(404, 422),
                        this::export));
    }

    private Answer upload(Exchange exchange) {
        Value.Obj body = exchange.object();
        Envelope envelope = envelope(exchange, body, "");
        Asking asking = asking(exchange, envelope);
        List<ItemProblem> problems =
                Vouched.of(envelope.items(), asking, exchange.limits().recordBytesMax()).stream()
                        .filter(EnvelopeItem.Unsound.class::isInstance)
                        .map(item -> ((EnvelopeItem.Unsound) item).problem())
                        .toList();
        String id = uploads.keep(asking, body, envelope.items().size());
        return Answer.ok(new Uploaded(id, envelope.items().size(), problems).bytes());
    }

    private Answer preview(Exchange exchange) {
        Value.Obj body = exchange.object();
        String upload = ApplyRequest.namedUpload(body);
        Value source = upload == null ? body : uploaded(exchange, upload);
        Envelope envelope = envelope(exchange, source, "");
        return Answer.ok(envelopes.preview(asking(exchange, envelope), envelope).bytes());
    }

    private Answer apply(Exchange exchange) {
        Value.Obj body = exchange.object();
        if (!ApplyRequest.isConfirmed(body)) {
            throw Problem.of(
                    ProblemCode.CONFIRMATION_REQUIRED,
                    "Applying an envelope changes what every device of the account shows; preview it,"
                            + " then send \"confirm\": true if it is meant.");
        }
        ApplyRequest request = ApplyRequest.read(body);
        String upload = request.envelopeId();
        Value source = upload == null ? request.envelope() : uploaded(exchange, upload);
        Envelope envelope =
                envelope(
                        exchange,
                        source == null ? Value.NULL : source,
                        upload == null ? "/envelope" : "");
        String key = key(exchange);
        byte[] asked = Json.bytes(body);
        return Answer.ok(
                envelopes.apply(asking(exchange, envelope), envelope, request, key, asked));
    }

    private Value uploaded(Exchange exchange, String id) {
        return uploads.find(exchange.principal().accountId(), id);
    }

    private static @Nullable String key(Exchange exchange) {
        Optional<String> key = exchange.header("Idempotency-Key").filter(k -> !k.isBlank());
        if (key.filter(k -> k.length() > KEY_CHARACTERS_MAX).isPresent()) {
            throw Problem.unreadable(
                    "An Idempotency-Key has at most " + KEY_CHARACTERS_MAX + " characters.");
        }
        return key.orElse(null);
    }

    private static Envelope envelope(Exchange exchange, Value body, String place) {
        int most = exchange.limits().batchMutationsMax();
        if (Envelope.count(body) > most) {
            throw Problem.of(
                    ProblemCode.BATCH_TOO_LARGE,
                    "The envelope has %d items, and at most %d are taken at once; nothing was applied. Send them in several envelopes."
                            .formatted(Envelope.count(body), most));
        }
        try {
            return Envelope.read(body, place);
        } catch (UnsupportedVersion e) {
            throw Problem.of(ProblemCode.UNSUPPORTED_SCHEMA_VERSION, e.getMessage());
        }
    }

    /// Who brings an envelope: the device of the credential, or else the one that the envelope is
    /// of. Fingerprints of machines may have colons, which are kept for names of the server's own.
    private Asking asking(Exchange exchange, Envelope envelope) {
        String device = exchange.principal().deviceId();
        return askings.of(
                exchange, device == null ? envelope.source().deviceId().replace(':', '.') : device);
    }

    private Answer export(Exchange exchange) {
        Principal caller = exchange.principal();
        String named = exchange.query("deviceId").orElse(null);
        if (named != null) {
            caller.requireDevice(named);
            if (named.length() > Commands.NAME_CHARACTERS_MAX) {
                throw Problem.invalid("/deviceId", "is too long for the id of a device");
            }
        }
        String device = caller.deviceId() == null ? named : caller.deviceId();
        Asking asking = askings.of(exchange, device == null ? Envelope.Source.NOBODY : device);
        Export export =
                new Export(
                        lanes,
                        caller,
                        asking.app(),
                        types(exchange, asking),
                        device,
                        asking.received(),
                        version);
        return Answer.writing(export::writeTo);
    }

    private static @Nullable SortedSet<String> types(Exchange exchange, Asking asking) {
        String listed = exchange.query("types").orElse(null);
        if (listed == null) {
            return null;
        }
        SortedSet<String> types = new TreeSet<>(List.of(listed.split(",")));
        for (String type : types) {
            if (asking.app().acceptance(type) == null || !asking.principal().mayRead(type)) {
                throw Problem.notFound("item type");
            }
        }
        return types;
    }
}

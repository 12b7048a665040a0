package dev.tidemark.client.fake;

import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.client.transport.Request;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.account.DeviceRequest;
import dev.tidemark.wire.account.EnrolledDevice;
import dev.tidemark.wire.account.SchemaAnswer;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.Command;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.Heal;
import dev.tidemark.wire.command.HealAnswer;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.command.Preview;
import dev.tidemark.wire.command.Rejection;
import dev.tidemark.wire.command.Resolve;
import dev.tidemark.wire.command.ResolveAnswer;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.problem.ProblemBody;
import dev.tidemark.wire.problem.ProblemCode;
import dev.tidemark.wire.schema.AppSchema;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Answers requests as the contract says, from one account in memory. Not thread-safe. */
public final class FakeServer {

    public static final String ADDRESS = "https://sync.example.org";

    /** What opens the account; device tokens are made from it. */
    public static final String KEY = "tmk_key";

    private final Map<String, String> tokens = new HashMap<>();
    private final List<Request> requests = new ArrayList<>();
    private final Set<String> spoken = new HashSet<>();
    private FakeLog log;
    private @Nullable FakeLog newer;
    private boolean heals;
    private AppSchema schema = AppSchema.OPEN;
    private String accountId = "account-1";
    private String epoch = "e1";
    private long horizon;
    private boolean mayEnrol = true;
    private @Nullable Code ofDeletions;
    private int commandsMax = 1000;
    private int bodyBytesMax = 8 << 20;

    public FakeServer() {
        log = new FakeLog(schema);
    }

    /** All requests that arrived, oldest first. */
    public List<Request> requests() {
        return requests;
    }

    /** The paths of all requests that arrived, without their queries. */
    public List<String> paths() {
        return requests.stream().map(request -> request.path().replaceAll("\\?.*", "")).toList();
    }

    public FakeLog log() {
        return log;
    }

    public FakeServer schema(AppSchema other) {
        schema = other;
        log.schema(other);
        return this;
    }

    public FakeServer accountId(String other) {
        accountId = other;
        return this;
    }

    public FakeServer commandsMax(int max) {
        commandsMax = max;
        return this;
    }

    public FakeServer bodyBytesMax(int max) {
        bodyBytesMax = max;
        return this;
    }

    /** Refuses deletions with this code from now on; null to take them. */
    public void refuseDeletions(@Nullable Code code) {
        ofDeletions = code;
    }

    public FakeServer mayEnrol(boolean allowed) {
        mayEnrol = allowed;
        return this;
    }

    /** Forgets tombstones, and cursors up to now. */
    public void forgetThePast() {
        log.purge();
        horizon = log.head();
    }

    /** Goes back in time: the data of an earlier moment, under a name of its own. */
    public void setBack(FakeLog earlier) {
        newer = log;
        log = earlier;
        epoch = epoch + "'";
    }

    /** Somebody puts the newer data back again. */
    public void setForward() {
        log = Objects.requireNonNull(newer);
        epoch = epoch.substring(0, epoch.length() - 1);
    }

    /** Joins what devices offer from now on. */
    public void heals() {
        heals = true;
    }

    public Answer answer(Request request) {
        requests.add(request);
        String device = device(request.credential());
        if (device == null) {
            return problem(ProblemCode.UNAUTHENTICATED, "who is that?");
        }
        spoken.add(device);
        byte[] body = request.body() == null ? new byte[0] : request.body();
        if (body.length > bodyBytesMax) {
            return problem(ProblemCode.BODY_TOO_LARGE, "more than " + bodyBytesMax + " bytes");
        }
        String path = request.path().replaceAll("\\?.*", "");
        Map<String, String> query = query(request.path());
        return switch (path) {
            case "/v1/schema" ->
                    Answer.of(
                            200,
                            new SchemaAnswer(
                                            accountId,
                                            "app",
                                            schema.rules().version(),
                                            schema.document())
                                    .bytes());
            case "/v1/devices" -> enrol(body);
            case "/v1/sync/changes" -> changes(query.get("since"), limit(query));
            case "/v1/sync/batch" -> batch(device, body);
            case "/v1/sync/heal" ->
                    heals ? heal(body) : problem(ProblemCode.NOT_FOUND, "no such route");
            case "/v1/sync/preview" -> preview(device, body);
            case "/v1/sync/digest" ->
                    FakeDigests.answer(page(null, Integer.MAX_VALUE), query.get("collection"));
            case "/v1/conflicts" -> Answer.of(200, ListedConflict.list(log.refusedConflicts()));
            case "/v1/conflicts/resolve" -> resolve(body);
            default -> record(path);
        };
    }

    private Answer record(String path) {
        for (EncodedEntry entry : page(null, Integer.MAX_VALUE).changes()) {
            if (path.equals("/v1/sync/records/" + entry.key())) {
                return Answer.of(200, entry.bytes());
            }
        }
        return problem(ProblemCode.NOT_FOUND, "no such route or record");
    }

    /** The device that a credential speaks for; "*" for any, null for an unknown one. */
    private @Nullable String device(Credential credential) {
        if (credential.kind() == Credential.Kind.BEARER) {
            return credential.secret().equals(KEY) ? "*" : null;
        }
        return tokens.get(credential.secret());
    }

    /** Makes a credential worthless. */
    public void revoke(String deviceId) {
        tokens.values().removeIf(deviceId::equals);
    }

    private Answer enrol(byte[] body) {
        if (!mayEnrol) {
            return problem(ProblemCode.FORBIDDEN, "not with this credential");
        }
        DeviceRequest device = DeviceRequest.read(Json.read(body, JsonLimits.DEFAULT));
        String id = String.valueOf(device.deviceId());
        if (spoken.contains(id)) {
            return problem(ProblemCode.ALREADY_EXISTS, "that id is in use");
        }
        String token = "tmd_" + tokens.size() + "_" + id;
        tokens.put(token, id);
        log.platform(id, device.platform());
        return Answer.of(201, new EnrolledDevice(id, token).bytes());
    }

    private Answer changes(@Nullable String since, int limit) {
        Answer refused = refusedCursor(since);
        return refused != null ? refused : Answer.of(200, page(since, limit).bytes());
    }

    private Answer heal(byte[] body) {
        Heal offer = Heal.read(Json.read(body, JsonLimits.STORED));
        if (refusedCursor(offer.cursor()) == null) {
            return problem(ProblemCode.NOT_BEHIND, "I am not");
        }
        long joined = offer.records().stream().filter(each -> FakeHealing.join(log, each)).count();
        long rest = offer.records().size() - joined;
        return Answer.of(200, new HealAnswer(joined, rest, List.of(), epoch + ":0").bytes());
    }

    private @Nullable Answer refusedCursor(@Nullable String since) {
        if (since == null) {
            return null;
        }
        if (!since.matches("e1'*:\\d+(n\\d+)?")) {
            return problem(ProblemCode.CURSOR_INVALID, "no cursor of mine");
        }
        if (!since.startsWith(epoch + ":") || seq(since) > log.head()) {
            return problem(ProblemCode.CURSOR_AHEAD, "I have been set back");
        }
        return begunAt(since) < horizon ? problem(ProblemCode.CURSOR_EXPIRED, "too old") : null;
    }

    private Page page(@Nullable String since, int limit) {
        long from = since == null ? 0 : seq(since);
        long begun = since == null ? log.head() : begunAt(since);
        return log.page(
                from,
                since == null || since.contains("n") ? begun : 0,
                limit,
                (seq, more) ->
                        epoch
                                + ":"
                                + seq
                                + (more && (since == null || since.contains("n"))
                                        ? "n" + begun
                                        : ""));
    }

    /** Where the log ended when a pull from the beginning began; of other cursors, their place. */
    private static long begunAt(String cursor) {
        int mark = cursor.indexOf('n');
        return mark < 0 ? seq(cursor) : Long.parseLong(cursor.substring(mark + 1));
    }

    private Answer batch(String device, byte[] body) {
        Value value = Json.read(body, JsonLimits.DEFAULT);
        if (Batch.count(value) > commandsMax) {
            return problem(ProblemCode.BATCH_TOO_LARGE, "more than " + commandsMax);
        }
        Batch batch = Batch.read(value, schema.rules());
        if (!device.equals("*") && !device.equals(batch.deviceId())) {
            return problem(ProblemCode.FORBIDDEN, "you are not " + batch.deviceId());
        }
        Answer refused = refusedCursor(batch.since());
        if (refused != null) {
            return refused;
        }
        if (batch.since() == null && log.head() > 0) {
            return problem(ProblemCode.INITIAL_PULL_REQUIRED, "pull first");
        }
        if (batch.expect() != null && !batch.expect().equals(token(batch))) {
            return problem(ProblemCode.PREVIEW_STALE, "another state than was previewed");
        }
        FakeLog.Outcome outcome = apply(batch);
        return Answer.of(
                200,
                new BatchAnswer(
                                outcome.acked(),
                                outcome.rejections(),
                                page(batch.since(), batch.limit()))
                        .bytes());
    }

    private FakeLog.Outcome apply(Batch batch) {
        List<Rejection> rejections = new ArrayList<>();
        List<Command> rest = new ArrayList<>();
        for (Command command : batch.commands()) {
            boolean deletes =
                    command instanceof Command.Readable readable
                            && readable.mutation().op() == Op.DELETE;
            if (ofDeletions != null && deletes) {
                Refusal refusal = new Refusal(ofDeletions, "a mass change");
                rejections.add(Rejection.of(command.id(), refusal, null, null));
            } else {
                rest.add(command);
            }
        }
        FakeLog.Outcome outcome =
                log.apply(new Batch(batch.deviceId(), batch.since(), batch.limit(), rest));
        rejections.addAll(outcome.rejections());
        return new FakeLog.Outcome(outcome.acked(), rejections);
    }

    /** The batch on a copy of everything; the cursor stays the one that came. */
    private Answer preview(String device, byte[] body) {
        Batch batch = Batch.read(Json.read(body, JsonLimits.DEFAULT), schema.rules());
        String token = token(batch);
        FakeLog real = log;
        log = real.copy();
        Answer answer = batch(device, body);
        log = real;
        if (answer.status() != 200) {
            return answer;
        }
        BatchAnswer would = BatchAnswer.read(answer.body());
        Page page = new Page(would.page().changes(), String.valueOf(batch.since()), false);
        return Answer.of(
                200,
                new Preview(new BatchAnswer(would.acked(), would.rejections(), page), token)
                        .bytes());
    }

    private String token(Batch batch) {
        Object what = List.of(batch.deviceId(), String.valueOf(batch.since()), batch.commands());
        return "%s-%d-%08x".formatted(epoch.replace("'", "_"), log.head(), what.hashCode());
    }

    private Answer resolve(byte[] body) {
        Resolve resolve = Resolve.read(Json.read(body, JsonLimits.DEFAULT));
        ResolveAnswer answer = log.resolve(resolve);
        return Answer.of(200, answer.bytes());
    }

    private static long seq(String cursor) {
        return Long.parseLong(cursor.substring(cursor.indexOf(':') + 1).replaceAll("n.*", ""));
    }

    private static int limit(Map<String, String> query) {
        return Integer.parseInt(query.getOrDefault("limit", "500"));
    }

    private static Map<String, String> query(String path) {
        Map<String, String> values = new TreeMap<>();
        int mark = path.indexOf('?');
        if (mark >= 0) {
            for (String pair : path.substring(mark + 1).split("&")) {
                String[] parts = pair.split("=", 2);
                values.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    /** A refusal of a whole request. */
    public static Answer problem(ProblemCode code, String detail) {
        return Answer.of(code.status(), ProblemBody.of(code, detail, "trace-1", List.of()).bytes());
    }

    /** When everything happens on this server. */
    static Instant now() {
        return Instant.parse("2026-11-20T09:00:00Z");
    }
}

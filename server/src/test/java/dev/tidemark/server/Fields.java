package dev.tidemark.server;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.fake.Call;
import dev.tidemark.server.fake.Reply;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.problem.ProblemCode;
import dev.tidemark.wire.upsert.UpsertAnswer;
import dev.tidemark.wire.upsert.UpsertBatch;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A device in the field: it sends what its app has, and keeps its cursor.
final class Fields {

    static final Instant NINE = Instant.parse("2026-11-20T09:00:00Z");

    private final Site site;
    private final String token;
    final String id;
    String cursor;

    private Fields(Site site, String token, String id) {
        this.site = site;
        this.token = token;
        this.id = id;
    }

    /// One that is enrolled by a key.
    static Fields enrolled(Site site, String key, String id) {
        return new Fields(site, site.enrol(key, id).is(201).member("token"), id);
    }

    /// JSON with single quotes.
    static Value.Obj json(String text) {
        return (Value.Obj) Json.read(text.replace('\'', '"'), JsonLimits.DEFAULT);
    }

    static String at(int seconds) {
        return NINE.plusSeconds(seconds).toString();
    }

    static Value.Obj observation(String id, int seconds, String status, String note) {
        return json(
                "{'observationId':'%s','status':'%s','updatedAt':'%s','note':'%s'}"
                        .formatted(id, status, at(seconds), note));
    }

    static Value.Obj recommendation(String id, String status, String text) {
        return json(
                "{'recommendationId':'%s','status':'%s','text':'%s','createdAt':'%s'}"
                        .formatted(id, status, text, at(0)));
    }

    static Value.Obj patch(String id, String playbook, int base, String operations) {
        return json(
                "{'patchId':'%s','playbookId':'%s','baseVersion':%d,'patch':%s,'author':'ann','createdAt':'%s'}"
                        .formatted(id, playbook, base, operations, at(0)));
    }

    /// The device as it says itself.
    Value.Obj device(String name, int seconds) {
        return json(
                "{'deviceId':'%s','name':'%s','platform':'android','model':'X1','updatedAt':'%s'}"
                        .formatted(id, name, at(seconds)));
    }

    /// A batch that is to be filled and sent.
    Sending sending() {
        return new Sending();
    }

    /// Syncs these records of one collection.
    Answered sync(String collection, Value.Obj... records) {
        Sending sending = sending();
        for (Value.Obj record : records) {
            sending.with(collection, record);
        }
        return sending.sync();
    }

    /// Syncs without sending anything.
    Answered sync() {
        return sending().sync();
    }

    Call call() {
        return site.call().device(token);
    }

    /// The record as the server has it, read by contract 1.
    Value.Obj stored(String collection, String record) {
        Value changes =
                call().get("/v1/sync/changes?limit=5000")
                        .expect(200)
                        .json()
                        .members()
                        .get("serverChanges");
        for (Value change : ((Value.Array) changes).items()) {
            Map<String, Value> members = ((Value.Obj) change).members();
            if (Value.of(collection).equals(members.get("entity"))
                    && Value.of(record).equals(members.get("entityId"))) {
                return (Value.Obj) members.get("fields");
            }
        }
        return null;
    }

    Reply history(String collection, String record) {
        return call().get("/v1/history/" + collection + "/" + record).expect(200);
    }

    /// An answer, and what it says.
    record Answered(Reply reply, UpsertAnswer answer) {

        List<String> rules() {
            return answer.conflicts().stream().map(conflict -> conflict.rule()).toList();
        }

        int count(String collection) {
            return answer.acceptedCounts().get(collection);
        }

        List<Value.Obj> down(String collection) {
            Value found = answer.downstream().members().get(collection);
            return ((Value.Array) found).items().stream().map(Value.Obj.class::cast).toList();
        }

        Value playbook() {
            return answer.downstream().members().get("playbook");
        }
    }

    /// A batch.
    final class Sending {
        String syncId = UUID.randomUUID().toString();
        String key;
        Value.Obj device = device("field", 0);
        private final Map<String, List<Value.Obj>> upserts = new LinkedHashMap<>();

        Sending with(String collection, Value.Obj record) {
            upserts.computeIfAbsent(collection, _ -> new ArrayList<>()).add(record);
            return this;
        }

        String body() {
            byte[] bytes = UpsertBatch.bytes(syncId, NINE, device, cursor, upserts);
            return new String(bytes, StandardCharsets.UTF_8);
        }

        /// The request, with the header.
        Call to(String path) {
            return call().post(path, body()).header("Idempotency-Key", key == null ? syncId : key);
        }

        Reply reply() {
            return to("/v1/sync/batch").reply();
        }

        /// Sends it, and takes over the cursor.
        Answered sync() {
            Answered answered = answered(reply());
            cursor = answered.answer().serverCursor();
            return answered;
        }

        Answered send() {
            return answered(reply());
        }

        void refused(ProblemCode code) {
            Reply reply = reply().is(code.status()).refuses(code.name());
            reply.has("\"retryable\":" + code.retryable());
        }
    }

    static Answered answered(Reply reply) {
        return new Answered(reply, UpsertAnswer.read(reply.is(200).json()));
    }
}

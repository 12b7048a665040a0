package dev.tidemark.server;

import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.fake.Call;
import dev.tidemark.server.fake.Reply;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A device that keeps files of configuration and brings them in envelopes.
final class Workspace {

    private final Site site;
    private final String device;
    private final String token;

    /// When its envelopes are made; tests move it.
    String exported = "2026-11-20T08:00:00Z";

    private Workspace(Site site, String device, String token) {
        this.site = site;
        this.device = device;
        this.token = token;
    }

    /// A workspace that is linked to an account.
    static Workspace on(Site site, String owner, String device) {
        return new Workspace(site, device, site.enrol(owner, device).is(201).member("token"));
    }

    /// The same device, as a caller with another credential.
    Workspace by(String other) {
        return new Workspace(site, device, other);
    }

    static String item(String type, String id, String content) {
        return item(type, id, content, hash(content));
    }

    static String item(String type, String id, String content, String hash) {
        return """
        {"item_type":"%s","item_id":"%s","updated_utc":"2026-11-20T07:55:00Z","content_hash":"%s","content":%s}\
        """
                .formatted(type, id, hash, content);
    }

    /// A configuration.
    static String config(String id, String content) {
        return item("config_snapshot", id, content);
    }

    static String hash(String content) {
        return Canonical.hash(Json.read(content, JsonLimits.DEFAULT));
    }

    String envelope(String... items) {
        return """
        {"schema_version":"1.0.0","source":{"kind":"basaltos_main_local","app_version":"v0.1.0","device_id":"%s"},
        "exported_utc":"%s","items":[%s]}\
        """
                .formatted(device, exported, String.join(",", items));
    }

    Call post(String path, String body) {
        return site.call().post(path, body).bearer(token);
    }

    Call get(String path) {
        return site.call().get(path).bearer(token);
    }

    Reply preview(String... items) {
        return post("/v1/envelopes/preview", envelope(items)).expect(200);
    }

    static String applying(String envelope, String policy, String more) {
        return "{\"envelope\":%s,\"policy\":\"%s\",\"confirm\":true%s}"
                .formatted(envelope, policy, more);
    }

    Reply apply(String policy, String... items) {
        return post("/v1/envelopes/apply", applying(envelope(items), policy, "")).expect(200);
    }

    Reply decide(String decisions, String... items) {
        String more = ",\"decisions\":" + decisions;
        return post("/v1/envelopes/apply", applying(envelope(items), "manual_per_item", more))
                .expect(200);
    }

    /// The ids in a list of an answer.
    static List<String> ids(Reply reply, String list) {
        List<String> ids = new ArrayList<>();
        for (Value.Obj each : objects(reply, list)) {
            ids.add(text(each, "item_id"));
        }
        return ids;
    }

    static List<Value.Obj> objects(Reply reply, String list) {
        return ((Value.Array) reply.json().members().get(list))
                .items().stream().map(each -> (Value.Obj) each).toList();
    }

    static String text(Value.Obj object, String name) {
        Value value = object.members().get(name);
        return value instanceof Value.Text text ? text.value() : String.valueOf(value);
    }

    /// What became of an item, in a report.
    static Value.Obj outcome(Reply report, String id) {
        return objects(report, "items").stream()
                .filter(each -> text(each, "item_id").equals(id))
                .findFirst()
                .orElseThrow();
    }

    static String status(Reply report, String id) {
        return text(outcome(report, id), "status");
    }

    /// The account's content of each item.
    Map<String, String> cloud() {
        Map<String, String> contents = new TreeMap<>();
        for (Value.Obj each : objects(get("/v1/envelopes/export").expect(200), "items")) {
            contents.put(text(each, "item_id"), text(each, "content"));
        }
        return contents;
    }

    /// What is archived of the losing side of an item of a report.
    Reply archived(Reply report, String id) {
        Value.Obj outcome = outcome(report, id);
        String name = text(outcome, "archived_as");
        return get("/v1/archive/" + text(outcome, "item_type") + "/" + name).expect(200);
    }
}

package dev.tidemark.server;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.fake.Call;
import dev.tidemark.server.fake.Reply;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/// An account with a screenplay, two devices and an owner.
final class ProjectBench implements AutoCloseable {

    final Site site;
    final String account;
    final String owner;
    final String tablet;
    final String phone;

    ProjectBench(Path folder, Map<String, String> settings) {
        site = Site.on(folder, settings);
        account = site.account("screenplay");
        owner = site.owner(account);
        tablet = site.enrol(owner, "tablet").is(201).member("token");
        phone = site.enrol(owner, "phone").is(201).member("token");
    }

    ProjectBench(Path folder) {
        this(folder, Map.of());
    }

    /// A delta that writes texts of scenes of one episode: ids and texts in turn.
    static String scenes(String... idsAndTexts) {
        StringBuilder items = new StringBuilder();
        for (int i = 0; i < idsAndTexts.length; i += 2) {
            items.append(i == 0 ? "" : ",")
                    .append(
                            "{\"episodeId\":\"e1\",\"sceneId\":\"%s\",\"text\":\"%s\"}"
                                    .formatted(idsAndTexts[i], idsAndTexts[i + 1]));
        }
        return "{\"scenes\":{\"upsert\":[" + items + "]}}";
    }

    /// A body that the tablet, or another device, sends.
    static String body(String op, String device, String base, String what) {
        return "{\"opId\":\"%s\",\"deviceId\":\"%s\",\"baseVersion\":%s,%s}"
                .formatted(op, device, base == null ? "null" : "\"" + base + "\"", what);
    }

    static String op() {
        return UUID.randomUUID().toString();
    }

    Call put(String body) {
        return site.call()
                .put("/api/project", body)
                .device(body.contains("\"phone\"") ? phone : tablet);
    }

    /// What becomes of a delta of the tablet's.
    Call delta(String base, String delta) {
        return put(body(op(), "tablet", base, "\"delta\":" + delta));
    }

    /// Writes a delta; the new version.
    String write(String base, String delta) {
        return delta(base, delta).expect(200).member("version");
    }

    Call get(String path) {
        return site.call().get(path).device(tablet);
    }

    Reply project() {
        return get("/api/project").expect(200);
    }

    String version() {
        return project().member("version");
    }

    Value.Obj data() {
        return (Value.Obj) project().json().members().get("projectData");
    }

    /// The text of a scene; null where it is not there.
    String text(String scene) {
        Value.Array scenes = (Value.Array) data().members().get("scenes");
        for (Value each : scenes.items()) {
            Map<String, Value> item = ((Value.Obj) each).members();
            if (item.get("sceneId").equals(Value.of(scene))) {
                return ((Value.Text) item.get("text")).value();
            }
        }
        return null;
    }

    Call asOwner(String method, String path, String body) {
        Call call = site.call();
        return switch (method) {
            case "GET" -> call.get(path).bearer(owner);
            case "POST" -> call.post(path, body).bearer(owner);
            case "PUT" -> call.put(path, body).bearer(owner);
            default -> call.delete(path, body).bearer(owner);
        };
    }

    @Override
    public void close() {
        site.close();
    }
}

package dev.tidemark.server;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.fake.Call;
import dev.tidemark.server.fake.Reply;
import dev.tidemark.wire.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A contract, as far as all of them can do the same: write a record as a whole and read it, and
/// delete it, but for one.
enum Tongue {
    COMMANDS {

        @Override
        void write(Site site, String key, String id, Value.Obj data, int seconds, boolean seen) {
            Value.Obj before = seen ? entry(site, key, id) : null;
            send(site, key, id, before == null ? "create" : "update", data, seconds, before);
        }

        @Override
        void delete(Site site, String key, String id, int seconds) {
            Value.Obj before = entry(site, key, id);
            send(site, key, id, "delete", Value.Obj.EMPTY, seconds, before);
        }

        @Override
        Value.@Nullable Obj read(Site site, String key, String id) {
            Value.Obj entry = entry(site, key, id);
            return entry == null || entry.members().get("deleted").equals(Value.TRUE)
                    ? null
                    : (Value.Obj) entry.members().get("fields");
        }

        private void send(
                Site site,
                String key,
                String id,
                String op,
                Value.Obj data,
                int seconds,
                Value.@Nullable Obj before) {
            TreeMap<String, Value> vv = new TreeMap<>();
            if (before != null) {
                vv.putAll(((Value.Obj) before.members().get("vv")).members());
            }
            vv.put(device(), Value.of(counter(vv.get(device())) + 1));
            String body =
                    """
                    {"deviceId":"%s","since":"%s","commands":[{"id":"%s","entity":"notes","entityId":"%s",
                    "op":"%s","fields":%s,"unset":%s,"vv":%s,"ts":"%s"}]}\
                    """
                            .formatted(
                                    device(),
                                    call(site, key)
                                            .get("/v1/sync/changes")
                                            .expect(200)
                                            .member("newSince"),
                                    UUID.randomUUID(),
                                    id,
                                    op,
                                    text(data),
                                    op.equals("update") ? text(gone(before, data)) : "[]",
                                    text(new Value.Obj(vv)),
                                    Diary.at(seconds));
            call(site, key).post("/v1/sync/batch", body).expect(200).has("\"rejections\":[]");
        }

        private long counter(@Nullable Value counter) {
            return counter == null ? 0 : Long.parseLong(counter.toString());
        }

        private Value gone(Value.@Nullable Obj before, Value.Obj data) {
            return Value.of(
                    ((Value.Obj) before.members().get("fields"))
                            .members().keySet().stream()
                                    .filter(name -> !data.members().containsKey(name))
                                    .map(Value::of)
                                    .toList());
        }

        private Value.@Nullable Obj entry(Site site, String key, String id) {
            Reply page = call(site, key).get("/v1/sync/changes?limit=5000").expect(200);
            return found(page, "serverChanges", "entityId", id);
        }
    },

    LOG {

        @Override
        void write(Site site, String key, String id, Value.Obj data, int seconds, boolean seen) {
            String change =
                    Diary.change(UUID.randomUUID().toString(), "notes", id, seconds, "{}")
                            .replace("{}", text(data));
            send(site, key, change, seen);
        }

        @Override
        void delete(Site site, String key, String id, int seconds) {
            String change = Diary.deletion(id, seconds, "null").replace(Diary.MOODS, "notes");
            send(site, key, change, true);
        }

        @Override
        Value.@Nullable Obj read(Site site, String key, String id) {
            Value.Obj change = found(download(site, key), "changes", "id", id);
            return change == null || !change.members().get("deletedAt").equals(Value.NULL)
                    ? null
                    : (Value.Obj) change.members().get("data");
        }

        private Reply download(Site site, String key) {
            return call(site, key)
                    .get("/v1/sync/download?limit=5000&deviceId=" + device())
                    .expect(200);
        }

        private void send(Site site, String key, String change, boolean seen) {
            if (seen) {
                download(site, key);
            }
            String body = "{\"deviceId\":\"%s\",\"changes\":[%s]}".formatted(device(), change);
            call(site, key).post("/v1/sync/upload", body).expect(200).has("\"rejected\":[]");
        }
    },

    /// Deletes nothing, as absence is no deletion, and has conflicts decided before it writes.
    ENVELOPES {

        @Override
        void write(Site site, String key, String id, Value.Obj data, int seconds, boolean seen) {
            if (seen) {
                export(site, key);
            }
            String envelope =
                    """
                    {"schema_version":"1.0.0","source":{"kind":"test","app_version":"v1","device_id":"%s"},
                    "exported_utc":"%s","items":[%s]}\
                    """
                            .formatted(
                                    device(),
                                    Diary.at(seconds),
                                    Workspace.item("notes", id, text(data)));
            call(site, key)
                    .post(
                            "/v1/envelopes/apply",
                            Workspace.applying(envelope, "local_preferred", ""))
                    .expect(200)
                    .has("\"failed\":0", "\"conflicted\":0");
        }

        @Override
        Value.@Nullable Obj read(Site site, String key, String id) {
            Value.Obj item = found(export(site, key), "items", "item_id", id);
            return item == null ? null : (Value.Obj) item.members().get("content");
        }

        private Reply export(Site site, String key) {
            return call(site, key).get("/v1/envelopes/export?deviceId=" + device()).expect(200);
        }
    };

    /// Writes a record, whole.
    ///
    /// @param seen whether by somebody who has seen everything, or who has seen nothing
    abstract void write(
            Site site, String key, String id, Value.Obj data, int seconds, boolean seen);

    /// Deletes a record that it has seen.
    void delete(Site site, String key, String id, int seconds) {
        throw new UnsupportedOperationException(name() + " delete nothing");
    }

    /// A record's fields; null where there is none, or it is deleted.
    abstract Value.@Nullable Obj read(Site site, String key, String id);

    /// The device that speaks it.
    String device() {
        return "speaks-" + name().toLowerCase(Locale.ROOT);
    }

    private static Call call(Site site, String key) {
        return site.call().bearer(key);
    }

    private static Value.@Nullable Obj found(Reply page, String list, String name, String id) {
        List<Value> items = ((Value.Array) page.json().members().get(list)).items();
        return items.stream()
                .map(Value.Obj.class::cast)
                .filter(item -> item.members().get(name).equals(Value.of(id)))
                .findFirst()
                .orElse(null);
    }

    private static String text(Value value) {
        return new String(Json.bytes(value), StandardCharsets.UTF_8);
    }
}

package dev.tidemark.server;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.fake.Call;
import dev.tidemark.server.fake.Reply;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A device that speaks contract 4: it uploads, downloads, and keeps a cursor.
final class Diary {

    static final String MOODS = "moodEntries";

    private final Site site;
    final String device;
    final String token;
    @Nullable String cursor;

    Diary(Site site, String owner, String device) {
        this.site = site;
        this.device = device;
        this.token = site.enrol(owner, device).is(201).member("token");
    }

    /// One change; its time is some seconds after eleven.
    static String change(String id, int seconds, String data) {
        return change(UUID.randomUUID().toString(), MOODS, id, seconds, data);
    }

    static String change(String opId, String entity, String id, int seconds, String data) {
        return "{\"opId\":\"%s\",\"entityType\":\"%s\",\"id\":\"%s\",\"updatedAt\":\"%s\",\"deletedAt\":null,\"data\":%s}"
                .formatted(opId, entity, id, at(seconds), data.replace('\'', '"'));
    }

    static String deletion(String id, int seconds, String data) {
        return change(id, seconds, data)
                .replace("\"deletedAt\":null", "\"deletedAt\":\"" + at(seconds) + "\"");
    }

    /// Some seconds after eleven.
    static String at(int seconds) {
        return "2026-11-20T%02d:%02d:%02d.000Z"
                .formatted(11 + seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /// The answer to an upload of changes.
    Reply upload(String... changes) {
        return uploadWith("", changes).expect(200);
    }

    /// An upload with more members.
    Call uploadWith(String members, String... changes) {
        String list = Stream.of(changes).collect(Collectors.joining(",", "[", "]"));
        String body = "{\"deviceId\":\"%s\",%s\"changes\":%s}".formatted(device, members, list);
        return site.call().post("/v1/sync/upload", body).device(token);
    }

    /// A page from the cursor on; the cursor moves.
    Reply page(String more) {
        String from = cursor == null ? "" : "&cursor=" + cursor;
        Reply page = site.call().get("/v1/sync/download?" + more + from).device(token).expect(200);
        cursor = page.member("cursor");
        return page;
    }

    /// Everything from the cursor on, by id.
    Map<String, Value.Obj> download() {
        Map<String, Value.Obj> found = new TreeMap<>();
        Reply page;
        do {
            page = page("limit=100");
            changes(page).forEach(change -> found.put(text(change, "id"), change));
        } while (page.json().members().get("hasMore").equals(Value.TRUE));
        return found;
    }

    static List<Value.Obj> changes(Reply page) {
        Value.Array changes = (Value.Array) page.json().members().get("changes");
        return changes.items().stream().map(Value.Obj.class::cast).toList();
    }

    /// A text member.
    static String text(Value.Obj change, String name) {
        return ((Value.Text) change.members().get(name)).value();
    }

    /// The data of a change, as JSON.
    static String data(Value.Obj change) {
        return change.members().get("data").toString();
    }
}

package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Api;
import dev.tidemark.cli.rig.Dice;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A device that speaks plain HTTP and edits notes, many times in one request.
///
/// Not thread-safe.
final class Editor {
    private final Api api;
    private final Dice dice;
    private final String id;
    private final Map<String, TreeMap<String, Long>> seen = new HashMap<>();
    private @Nullable String since;
    private long writes;

    Editor(Api api, Dice dice) {
        this.api = api;
        this.dice = dice;
        this.id = dice.uuid();
    }

    /// Takes note of what others did.
    void pull() throws IOException, InterruptedException {
        JsonNode page;
        do {
            page = api.changes(since, 1_000);
            take(page);
        } while (page.get("hasMore").asBoolean());
    }

    private void take(JsonNode page) {
        for (JsonNode entry : page.get("serverChanges")) {
            TreeMap<String, Long> vv =
                    seen.computeIfAbsent(entry.get("entityId").asString(), _ -> new TreeMap<>());
            entry.get("vv").forEachEntry((device, to) -> vv.merge(device, to.asLong(), Math::max));
        }
        since = page.get("newSince").asString();
    }

    /// Makes notes.
    void create(List<String> notes) throws IOException, InterruptedException {
        pull();
        ArrayNode commands = Api.JSON.createArrayNode();
        notes.forEach(note -> commands.add(command("create", note)));
        send(commands);
    }

    /// Edits one note so many times in a row.
    void edit(String note, int times) throws IOException, InterruptedException {
        ArrayNode commands = Api.JSON.createArrayNode();
        for (int i = 0; i < times; i++) {
            commands.add(command("update", note));
        }
        send(commands);
    }

    /// Edits each of these notes once.
    void editEach(List<String> notes) throws IOException, InterruptedException {
        ArrayNode commands = Api.JSON.createArrayNode();
        notes.forEach(note -> commands.add(command("update", note)));
        send(commands);
    }

    private ObjectNode command(String op, String note) {
        TreeMap<String, Long> vv = seen.computeIfAbsent(note, _ -> new TreeMap<>());
        vv.merge(id, 1L, Long::sum);
        ObjectNode command = Api.JSON.createObjectNode();
        command.put("id", dice.uuid());
        command.put("entity", Author.NOTES);
        command.put("entityId", note);
        command.put("op", op);
        ObjectNode fields = command.putObject("fields");
        fields.put("title", "title " + ++writes);
        fields.putObject("hits").put("increment", 1);
        vv.forEach(command.putObject("vv")::put);
        command.put("ts", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        return command;
    }

    private void send(ArrayNode commands) throws IOException, InterruptedException {
        ObjectNode batch = Api.JSON.createObjectNode();
        batch.put("deviceId", id);
        batch.put("since", since);
        batch.put("limit", 1);
        batch.set("commands", commands);
        JsonNode answer = api.made("/v1/sync/batch", batch);
        if (answer.get("acked").size() != commands.size()) {
            throw new IllegalStateException("Edits were refused: " + answer.get("rejections"));
        }
        if (!answer.get("hasMore").asBoolean()) {
            take(answer);
        }
    }
}

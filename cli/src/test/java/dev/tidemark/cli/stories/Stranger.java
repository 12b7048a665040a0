package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Api;
import dev.tidemark.cli.rig.Dice;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Somebody who writes by plain HTTP, and remembers nothing from one write to the next.
record Stranger(Api api, Dice dice, Book book) {

    /// Writes to a note that the server has, under the next counter that a device has there.
    ///
    /// @param device as whom
    /// @param number of this write: no two may have the same one
    void write(String device, int number) throws IOException, InterruptedException {
        Reading reading = Reading.of(api);
        List<JsonNode> notes = new ArrayList<>();
        reading.records()
                .forEach((key, entry) -> {
                    if (key.startsWith(Author.NOTES + "/")) {
                        notes.add(entry);
                    }
                });
        JsonNode note = dice.one(notes);
        String mark = "stranger-" + number;
        int increment = dice.between(1, 9);
        ObjectNode fields = Api.JSON.createObjectNode();
        fields.put("title", "title " + mark);
        fields.put("by stranger", number);
        fields.putObject("hits").put("increment", increment);
        fields.putObject("marks").putArray("add").add(mark);
        ObjectNode vv = note.get("vv").deepCopy().asObject();
        vv.put(device, vv.path(device).asLong(0) + 1);
        send(device, reading.cursor(), update(note, fields, vv));
        String id = note.get("entityId").asString();
        book.wrote(id, mark, increment);
        book.wroteOwn(id, "by stranger", number);
    }

    private ObjectNode update(JsonNode note, ObjectNode fields, ObjectNode vv) {
        ObjectNode command = Api.JSON.createObjectNode();
        command.put("id", dice.uuid());
        command.put("entity", Author.NOTES);
        command.put("entityId", note.get("entityId").asString());
        command.put("op", "update");
        command.set("fields", fields);
        command.set("vv", vv);
        command.put("ts", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        return command;
    }

    private void send(String device, String cursor, ObjectNode command)
            throws IOException, InterruptedException {
        ObjectNode batch = Api.JSON.createObjectNode();
        batch.put("deviceId", device);
        batch.put("since", cursor);
        batch.putArray("commands").add(command);
        JsonNode answer = api.made("/v1/sync/batch", batch);
        if (answer.get("acked").size() != 1) {
            throw new IllegalStateException("A stranger's write was refused: " + answer);
        }
    }
}

package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Api;
import dev.tidemark.cli.rig.Findings;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What an account was, as a stranger reads it by plain HTTP.
///
/// Not thread-safe.
final class Past {
    private final Api api;
    private final Set<String> keys = new TreeSet<>();
    private String since;

    /// Knows of the records that there are now, and of what changes from here on.
    Past(Api api) throws IOException, InterruptedException {
        this.api = api;
        Reading now = Reading.of(api);
        keys.addAll(now.records().keySet());
        since = now.cursor();
    }

    /// What was shown at a version of the account, deleted records left out.
    Map<String, JsonNode> at(long version) throws IOException, InterruptedException {
        look();
        Map<String, JsonNode> shown = new TreeMap<>();
        for (String key : keys) {
            Api.Answer answer = api.get("/v1/history/" + key + "/" + version);
            if (answer.status() == 200 && !answer.body().get("deleted").asBoolean()) {
                shown.put(key, values(answer.body().get("fields")));
            } else if (answer.status() != 200 && answer.status() != 404) {
                throw new IllegalStateException(key + " at " + version + ": " + answer);
            }
        }
        return shown;
    }

    private static JsonNode values(JsonNode fields) {
        ObjectNode values = Api.JSON.createObjectNode();
        fields.forEachEntry((name, field) -> values.set(name, field.get("value")));
        return values;
    }

    private void look() throws IOException, InterruptedException {
        JsonNode page;
        do {
            page = api.changes(since, 1_000);
            for (JsonNode entry : page.get("serverChanges")) {
                keys.add(entry.get("entity").asString() + "/" + entry.get("entityId").asString());
            }
            since = page.get("newSince").asString();
        } while (page.get("hasMore").asBoolean());
    }

    /// Looks whether every write is in the history of its note.
    ///
    /// @return how many there are
    int requireAll(Book book, Findings findings) throws IOException, InterruptedException {
        int all = 0;
        for (String note : book.notes()) {
            Set<String> told = marks(note);
            for (String mark : book.marks(note).keySet()) {
                findings.check(
                        "every acknowledged write is in the history",
                        told.contains(mark),
                        () -> mark + " of note " + note);
                all++;
            }
        }
        return all;
    }

    private Set<String> marks(String note) throws IOException, InterruptedException {
        Set<String> marks = new TreeSet<>();
        String before = "";
        JsonNode page;
        do {
            page = api.got("/v1/history/" + Author.NOTES + "/" + note + "?limit=1000" + before);
            for (JsonNode version : page.get("versions")) {
                JsonNode written = version.get("fields").path("marks");
                (written.isArray() ? written : written.path("add"))
                        .forEach(mark -> marks.add(mark.asString()));
                before = "&before=" + version.get("version").asLong();
            }
        } while (page.get("hasMore").asBoolean());
        return marks;
    }
}

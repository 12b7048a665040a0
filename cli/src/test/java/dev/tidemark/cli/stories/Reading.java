package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Api;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// All live records of an account, read from the beginning by plain HTTP.
///
/// @param records by collection and id: `notes/…`
/// @param cursor behind them
record Reading(Map<String, JsonNode> records, String cursor) {

    static Reading of(Api api) throws IOException, InterruptedException {
        Map<String, JsonNode> records = new TreeMap<>();
        @Nullable String since = null;
        JsonNode page;
        do {
            page = api.changes(since, 1_000);
            for (JsonNode entry : page.get("serverChanges")) {
                records.put(key(entry), entry);
            }
            since = page.get("newSince").asString();
        } while (page.get("hasMore").asBoolean());
        return new Reading(records, since);
    }

    private static String key(JsonNode entry) {
        return entry.get("entity").asString() + "/" + entry.get("entityId").asString();
    }

    /// What is shown: the fields of each record.
    Map<String, JsonNode> shown() {
        Map<String, JsonNode> shown = new TreeMap<>();
        records.forEach((key, entry) -> shown.put(key, entry.get("fields")));
        return shown;
    }
}

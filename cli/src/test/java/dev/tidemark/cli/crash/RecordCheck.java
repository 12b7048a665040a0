package dev.tidemark.cli.crash;

import dev.tidemark.cli.rig.Findings;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Compares records, as a server tells them, with what was acknowledged.
final class RecordCheck {
    private static final List<String> PLAIN = List.of("title", "place");

    private final Findings findings;

    RecordCheck(Findings findings) {
        this.findings = findings;
    }

    /// Compares all of them.
    ///
    /// @param records as they were told, by [Deed#key]
    void compare(Ledger ledger, Map<String, JsonNode> records) {
        String all = "the server holds the records that were written, and no others";
        Map<String, List<Deed>> asked = ledger.byRecord();
        asked.forEach((key, deeds) -> {
            JsonNode entry = records.get(key);
            findings.check(all, entry != null, () -> key + " is missing");
            if (entry != null) {
                compare(key, new Expected(deeds), entry);
            }
        });
        records.keySet()
                .forEach(key ->
                        findings.check(all, asked.containsKey(key), () -> key + " is extra"));
    }

    private void compare(String key, Expected expected, JsonNode entry) {
        same(
                "a record's version vector covers exactly what was acknowledged",
                key,
                expected.vv(),
                vv(entry));
        boolean deleted = entry.get("deleted").asBoolean();
        same(
                "a record is deleted where nobody kept it, and only there",
                key,
                expected.deleted(),
                deleted);
        if (!deleted) {
            compareShown(key, expected, entry);
        }
    }

    private void compareShown(String key, Expected expected, JsonNode entry) {
        JsonNode fields = entry.get("fields");
        same(
                "a counter is the sum of its increments, each counted once",
                key,
                expected.sum("hits"),
                fields.path("hits").asLong(0));
        TreeSet<String> marks = new TreeSet<>();
        fields.path("marks").forEach(mark -> marks.add(mark.asString()));
        same(
                "a set holds what was added and not taken out",
                key,
                expected.elements("marks"),
                (SortedSet<String>) marks);
        for (String field : PLAIN) {
            same(
                    "a field holds every value that nobody has replaced, and no other",
                    key + " " + field,
                    expected.siblings(field),
                    siblings(entry, field));
        }
    }

    private static SortedMap<String, Long> vv(JsonNode entry) {
        SortedMap<String, Long> vv = new TreeMap<>();
        entry.get("vv").forEachEntry((device, to) -> vv.put(device, to.asLong()));
        return vv;
    }

    private static SortedMap<String, JsonNode> siblings(JsonNode entry, String field) {
        SortedMap<String, JsonNode> siblings = new TreeMap<>();
        for (JsonNode sibling : entry.path("siblings").path(field)) {
            siblings.put(dot(sibling), sibling.get("value"));
        }
        JsonNode stamp = entry.path("stamps").path(field);
        if (siblings.isEmpty() && stamp.isObject()) {
            siblings.put(dot(stamp), entry.path("fields").path(field));
        }
        return siblings;
    }

    private static String dot(JsonNode stamp) {
        return stamp.get("deviceId").asString() + ":" + stamp.get("counter").asLong();
    }

    private <T> void same(String claim, String key, T expected, T found) {
        findings.checked(claim, 1);
        if (!expected.equals(found)) {
            findings.violated(claim, "%s: expected %s, found %s".formatted(key, expected, found));
        }
    }
}

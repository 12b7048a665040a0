package dev.tidemark.cli.crash;

import dev.tidemark.cli.rig.Dice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// What one device knows of the account's records: who wrote how often, and whether they are gone.
final class Known {
    /// How many records a device works on at the same time; older ones rest.
    private static final int AT_HAND = 40;

    private final Map<String, Seen> records = new HashMap<>();
    private final List<String> atHand = new ArrayList<>();

    /// One record, as far as the device knows.
    static final class Seen {
        final TreeMap<String, Long> vv = new TreeMap<>();
        final List<String> ownElements = new ArrayList<>();
        boolean deleted;
    }

    /// A record that was told of, or was just made.
    Seen of(String key) {
        return records.computeIfAbsent(
                key,
                _ -> {
                    if (key.startsWith(Writer.NOTES + "/")) {
                        atHand.add(key);
                        if (atHand.size() > AT_HAND) {
                            atHand.removeFirst();
                        }
                    }
                    return new Seen();
                });
    }

    /// Takes in records as a server tells them.
    void told(JsonNode changes) {
        for (JsonNode entry : changes) {
            Seen seen = of(entry.get("entity").asString() + "/" + entry.get("entityId").asString());
            entry.get("vv")
                    .forEachEntry((device, to) -> seen.vv.merge(device, to.asLong(), Math::max));
            seen.deleted = entry.get("deleted").asBoolean();
        }
    }

    /// A record to work on.
    String choice(Dice dice) {
        return dice.one(atHand);
    }

    /// Whether there is any to work on.
    boolean isEmpty() {
        return atHand.isEmpty();
    }
}

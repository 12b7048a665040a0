package dev.tidemark.cli.crash;

import dev.tidemark.cli.rig.Api;
import dev.tidemark.cli.rig.Dice;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// Thinks of what a device might do next, and writes it down as the mutation that it is.
///
/// Not thread-safe.
final class Writer {
    /// Records with fields of all kinds; each is written to a dozen times, by several devices.
    static final String NOTES = "notes";

    /// A few records that all devices count on, all the time.
    static final String TALLIES = "tallies";

    static final String APP = "crash";

    /// Its schema, in words that YAML and JSON have in common.
    static final String SCHEMA =
            """
            {"version": 1, "collections": {
              "notes": {"fields": {
                "hits": {"kind": "counter"}, "marks": {"kind": "set"},
                "body": {"kind": "text"}, "place": {"order": "server"}}},
              "tallies": {"fields": {
                "hits": {"kind": "counter"}, "marks": {"kind": "set"}}}}}
            """;

    private final String device;
    private final String name;
    private final Dice dice;
    private final Known known = new Known();
    private final List<String> tallies;
    private long thoughts;

    /// @param device its id
    /// @param name a short one, for values that say whose they are
    /// @param tallies the ids of the records to count on
    Writer(String device, String name, Dice dice, List<String> tallies) {
        this.device = device;
        this.name = name;
        this.dice = dice;
        this.tallies = List.copyOf(tallies);
    }

    /// What it knows, to be told more.
    Known known() {
        return known;
    }

    /// Several things in a row, each of which knows of those before it.
    List<Deed> next(int number) {
        List<Deed> deeds = new ArrayList<>(number);
        for (int i = 0; i < number; i++) {
            deeds.add(next());
        }
        return deeds;
    }

    /// The records to count on, made.
    List<Deed> makeTallies() {
        List<Deed> deeds = new ArrayList<>();
        for (String id : tallies) {
            deeds.add(deed(TALLIES, id, "create", counting(fields())));
        }
        return deeds;
    }

    private Deed next() {
        if (known.isEmpty() || dice.percent(12)) {
            return deed(NOTES, dice.uuid(), "create", written(fields(), 100));
        }
        if (dice.percent(25)) {
            return deed(TALLIES, dice.one(tallies), "update", counting(fields()));
        }
        String key = known.choice(dice);
        Known.Seen seen = known.of(key);
        String id = key.substring(NOTES.length() + 1);
        if (seen.deleted && dice.percent(50)) {
            return deed(NOTES, id, "restore", fields());
        }
        if (!seen.deleted && dice.percent(6)) {
            return deed(NOTES, id, "delete", fields());
        }
        return deed(NOTES, id, "update", remembering(written(fields(), 45), seen));
    }

    private ObjectNode written(ObjectNode fields, int percent) {
        String value = name + "-" + ++thoughts;
        if (dice.percent(percent)) {
            fields.put("title", "title " + value);
        }
        if (dice.percent(percent)) {
            fields.put("place", "place " + value);
        }
        if (dice.percent(percent)) {
            fields.putObject("hits").put("increment", dice.between(1, 9));
        }
        if (dice.percent(percent / 4)) {
            fields.put("body", "body " + value + "\n" + "word ".repeat(dice.below(40)));
        }
        fields.putObject("marks").putArray("add").add(value);
        return fields;
    }

    /// Sometimes takes out of the set what it put in earlier.
    private ObjectNode remembering(ObjectNode fields, Known.Seen seen) {
        if (!seen.ownElements.isEmpty() && dice.percent(20)) {
            String gone = seen.ownElements.remove(dice.below(seen.ownElements.size()));
            ((ObjectNode) fields.get("marks")).putArray("remove").add(gone);
        }
        return fields;
    }

    private ObjectNode counting(ObjectNode fields) {
        fields.putObject("hits").put("increment", dice.between(1, 9));
        return fields;
    }

    private static ObjectNode fields() {
        return Api.JSON.createObjectNode();
    }

    private Deed deed(String collection, String record, String op, ObjectNode fields) {
        Known.Seen seen = known.of(collection + "/" + record);
        TreeMap<String, Long> context = new TreeMap<>(seen.vv);
        long counter = context.getOrDefault(device, 0L) + 1;
        seen.vv.put(device, counter);
        seen.deleted = op.equals("delete");
        fields.path("marks").path("add").forEach(each -> seen.ownElements.add(each.asString()));
        return new Deed(
                dice.uuid(), collection, record, op, device, counter, context, fields, clock());
    }

    /// This device's clock, which is off by up to some minutes.
    private String clock() {
        long skewSeconds = name.hashCode() % 5 * 60L;
        return Instant.now().plusSeconds(skewSeconds).truncatedTo(ChronoUnit.MILLIS).toString();
    }
}

package dev.tidemark.cli.crash;

import dev.tidemark.cli.rig.Api;
import dev.tidemark.cli.rig.Findings;
import dev.tidemark.cli.rig.Run;
import dev.tidemark.cli.rig.Site;
import dev.tidemark.client.LocalRecord;
import dev.tidemark.client.Query;
import dev.tidemark.client.Status;
import dev.tidemark.client.Tidemark;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.JsonNode;

/// Looks at what devices and server have in the end.
///
/// @param files the databases of all devices, none of which is in use any more
record DeviceCheck(Run run, Site site, Marks marks, List<Path> files) {
    private static final String DRAINED =
            "every device has sent all that it had, and nothing was refused";
    private static final String SOUND = "the database of every device is sound";
    private static final String EQUAL = "every device shows what the server has";
    private static final String COUNTED =
            "a counter is the sum of its increments, each counted once";
    private static final String KEPT =
            "every write that a device said was on its disk is on the server";
    private static final String ONCE = "no write of a device is on the server twice";
    private static final String ASKED = "nothing is on the server that no device meant to write";
    private static final String WHOLE = "of a group of writes there are all or none";

    /// Compares everything.
    void compare() throws IOException, InterruptedException, SQLException {
        for (Path file : files) {
            drain(file);
        }
        Map<String, JsonNode> records = serverRecords();
        for (Path file : files) {
            compare(file, records);
        }
        records.forEach(this::compareCounter);
        site.server().stop();
        try (LogCheck log = new LogCheck(site.database(), site.account(), findings())) {
            compareLog(log);
        }
        findings().add("devices", files.size());
    }

    private Findings findings() {
        return run.findings();
    }

    private void drain(Path file) {
        try (Tidemark device = open(file)) {
            device.sync();
        }
    }

    private Tidemark open(Path file) {
        return DeviceLoad.open(file, site.server().address(), site.key());
    }

    private Map<String, JsonNode> serverRecords() throws IOException, InterruptedException {
        Follower reader =
                new Follower(
                        site.owner(),
                        site.server(),
                        run.dice("check", 0),
                        findings(),
                        new CountDownLatch(1));
        reader.toTheEnd();
        return reader.records();
    }

    private void compare(Path file, Map<String, JsonNode> records) {
        try (Tidemark device = open(file)) {
            device.sync(); // For what the others had left.
            Status status = device.status();
            findings()
                    .check(
                            DRAINED,
                            status.pending() == 0 && status.deadLetters() == 0,
                            status::toString);
            findings()
                    .check(
                            SOUND,
                            device.problems().isEmpty(),
                            () -> file + ": " + device.problems());
            compare(device, file, records);
        }
    }

    private void compare(Tidemark device, Path file, Map<String, JsonNode> records) {
        Map<String, LocalRecord> shown = new TreeMap<>();
        for (String collection : List.of(Writer.NOTES, Writer.TALLIES)) {
            device.records(collection)
                    .each(Query.all(), each -> shown.put(collection + "/" + each.id(), each));
        }
        findings()
                .check(
                        EQUAL,
                        shown.keySet().equals(records.keySet()),
                        () -> "%s: %d, not %d".formatted(file, shown.size(), records.size()));
        shown.forEach((key, record) -> {
            JsonNode there = records.getOrDefault(key, Api.JSON.nullNode());
            boolean same =
                    record.version() == there.path("version").asLong()
                            && Api.JSON.readTree(record.json()).equals(there.path("fields"));
            findings().check(EQUAL, same, () -> file + ": " + record + " is " + there);
        });
    }

    private void compareCounter(String key, JsonNode record) {
        JsonNode fields = record.get("fields");
        long sum = 0;
        Map<String, Mark> intended = marks.intended();
        for (JsonNode mark : fields.path("marks")) {
            Mark known = intended.get(mark.asString());
            sum += known == null ? 0 : known.increment();
        }
        long expected = sum;
        findings()
                .check(
                        COUNTED,
                        expected == fields.path("hits").asLong(0),
                        () -> "%s: expected %d, found %s".formatted(key, expected, fields));
    }

    private void compareLog(LogCheck log) throws SQLException {
        Map<String, Mark> intended = marks.intended();
        Set<String> found = new HashSet<>();
        log.walk(change -> {
            for (JsonNode each : change.mutation().path("fields").path("marks").path("add")) {
                String text = each.asString();
                Mark mark = intended.get(text);
                boolean asked = mark != null && mark.key().equals(change.key());
                findings().check(ASKED, asked, change::toString);
                findings().check(ONCE, found.add(text), change::toString);
            }
        });
        Set<String> written = marks.written();
        written.forEach(text -> findings().check(KEPT, found.contains(text), () -> text));
        findings().add("writes on the server", found.size());
        Set<String> unsaid = new HashSet<>(intended.keySet());
        unsaid.removeAll(written);
        findings().add("writes that a kill came upon", unsaid.size());
        unsaid.retainAll(found);
        findings().add("  of them done", unsaid.size());
        compareGroups(intended, found);
    }

    private void compareGroups(Map<String, Mark> intended, Set<String> found) {
        Map<String, List<String>> groups = new HashMap<>();
        for (Mark mark : intended.values()) {
            if (!mark.group().isEmpty()) {
                groups.computeIfAbsent(mark.group(), _ -> new ArrayList<>()).add(mark.text());
            }
        }
        groups.forEach((group, texts) -> {
            long there = texts.stream().filter(found::contains).count();
            findings()
                    .check(
                            WHOLE,
                            there == 0 || there == texts.size(),
                            () -> "%s: %d of %d".formatted(group, there, texts.size()));
        });
    }
}

package dev.tidemark.cli.stories;

import dev.tidemark.cli.compare.Digests;
import dev.tidemark.cli.rig.Api;
import dev.tidemark.cli.rig.Findings;
import dev.tidemark.client.Status;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Looks at what devices and server have in the end.
///
/// @param book what was written
record Ending(Findings findings, Api api, Book book, List<Author> authors) {
    private static final String KEPT = "every write is on the server";
    private static final String NONE_MORE = "nothing is on the server that nobody wrote";
    private static final String ONCE = "a counter is the sum of its increments, each counted once";
    private static final String NEWEST = "what is newer has not been replaced by what is older";
    private static final String GONE = "a deleted record stays deleted";
    private static final String DRAINED =
            "every device has sent all that it had, and nothing was refused";
    private static final String EQUAL = "every device holds what the server holds, by its digest";
    private static final String VERIFIED = "a device that verifies itself finds no difference";
    private static final String SOUND = "the database of every device is sound";

    /// Compares everything, once all devices have synced until nothing came any more.
    void compare() throws IOException, InterruptedException {
        compareWrites();
        compareDevices();
    }

    /// Compares what the server holds with what was written.
    void compareWrites() throws IOException, InterruptedException {
        Reading reading = Reading.of(api);
        for (String note : book.notes()) {
            compare(note, reading.records().get(Author.NOTES + "/" + note));
        }
        for (String draft : book.deleted()) {
            findings.check(
                    GONE,
                    !reading.records().containsKey(Author.DRAFTS + "/" + draft),
                    () -> draft + " is there again");
        }
        for (String note : book.gone()) {
            findings.check(
                    GONE,
                    !reading.records().containsKey(Author.NOTES + "/" + note),
                    () -> note + " is there again");
        }
    }

    /// Compares what devices hold with what the server does, whatever was written.
    void compareDevices() throws IOException, InterruptedException {
        JsonNode digests = api.got("/v1/sync/digest").get("collections");
        for (Author author : authors) {
            compare(author, digests);
        }
    }

    private void compare(String note, JsonNode entry) {
        Map<String, Integer> wanted = book.marks(note);
        if (entry == null) {
            findings.violated(KEPT, "note " + note + " is missing");
            return;
        }
        JsonNode fields = entry.get("fields");
        Set<String> there = new TreeSet<>();
        fields.path("marks").forEach(mark -> there.add(mark.asString()));
        for (String mark : wanted.keySet()) {
            findings.check(KEPT, there.contains(mark), () -> mark + " of note " + note);
        }
        there.removeAll(wanted.keySet());
        findings.check(NONE_MORE, there.isEmpty(), () -> there + " in note " + note);
        long sum = wanted.values().stream().mapToLong(each -> each).sum();
        findings.check(
                ONCE,
                fields.path("hits").asLong(0) == sum,
                () -> "note %s: %s, not %d".formatted(note, fields.path("hits"), sum));
        book.latest(note)
                .forEach((field, number) ->
                        findings.check(
                                NEWEST,
                                fields.path(field).asLong(-1) == number,
                                () ->
                                        "%s of note %s: %s, not %d"
                                                .formatted(
                                                        field, note, fields.path(field), number)));
    }

    private void compare(Author author, JsonNode digests) {
        Status status = author.device().status();
        findings.check(
                DRAINED,
                status.pending() == 0 && status.deadLetters() == 0,
                () -> author.name() + ": " + status);
        Map<String, String> here = new TreeMap<>();
        Digests.ofDevice(author.device())
                .collections()
                .forEach((name, each) -> here.put(name, each.records() + " " + each.hash()));
        Map<String, String> there = new TreeMap<>();
        digests.forEachEntry((name, each) -> {
            if (each.get("count").asLong() > 0) {
                there.put(name, each.get("count").asLong() + " " + each.get("digest").asString());
            }
        });
        findings.check(
                EQUAL,
                here.equals(there),
                () -> "%s: %s, not %s".formatted(author.name(), here, there));
        findings.check(VERIFIED, author.device().verify().same(), () -> author.name() + " differs");
        List<String> problems = author.device().problems();
        findings.check(SOUND, problems.isEmpty(), () -> author.name() + ": " + problems);
    }
}

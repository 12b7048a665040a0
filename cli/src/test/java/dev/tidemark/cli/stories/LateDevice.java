package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Api;
import dev.tidemark.cli.rig.Findings;
import dev.tidemark.cli.rig.Moments;
import dev.tidemark.cli.rig.Part;
import dev.tidemark.cli.rig.Run;
import dev.tidemark.cli.rig.Site;
import dev.tidemark.client.LocalRecord;
import dev.tidemark.client.SyncResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// A device goes away and writes, while others delete records, and retention ends what is left of
/// them. Then it comes back.
///
/// @param deletions records that others delete meanwhile
/// @param writes of the device while it is away, to what stays and to what goes
record LateDevice(int deletions, int writes) implements Part.Play {

    /// Nothing is waited for but a second, and of each record one version is kept.
    private static final String SCHEMA =
            Author.SCHEMA.replace(
                    "{\"fields\"",
                    "{\"tombstones\": \"PT1S\", \"history\": {\"versions\": 1}, \"fields\"");

    private static final String[] SETTINGS = {
        "--retention-days-min", "0", "--retention-hours", "0"
    };

    private static final String EXPIRED =
            "a device that was away for too long is told so, and begins anew";
    private static final String NOT_RAISED = "what was deleted and purged does not come back";
    private static final String KEPT =
            "what was written to a purged record is kept on the device that wrote it";
    private static final int RUNS_MAX = 100;

    @Override
    public void run(Run run) throws IOException, InterruptedException {
        Findings findings = run.findings();
        Book book = new Book();
        try (Site site = Site.make(run, Author.APP, SCHEMA, SETTINGS);
                Cast cast = Cast.of(run, site, book, "laptop", "phone", "late")) {
            while (cast.authors().getFirst().device().records(Author.NOTES).count()
                    < 2L * deletions) {
                cast.writeAndSync(20);
            }
            cast.settle();
            String before = Reading.of(site.owner()).cursor();
            Author late = cast.authors().getLast();
            cast.leave(late);
            List<String> doomed = doomed(cast.authors().getFirst());
            Set<String> lost = writeAway(late, doomed, book);
            deleteThem(cast, doomed, book);
            long purged = endThem(run, site.owner());
            Api.Answer answer = site.owner().get("/v1/sync/changes?since=" + before);
            findings.check(EXPIRED, answer.status() == 410, answer::toString);
            SyncResult result = late.device().sync();
            cast.comeBack(late);
            compareLate(findings, late, result, lost, doomed);
            cast.writeAndSync(20);
            cast.settle();
            new Ending(findings, site.owner(), book, cast.authors()).compareWrites();
            compareAll(findings, cast, doomed);
            findings.tell(
                    "%,d records were deleted and purged while a device was away that wrote %,d"
                            + " times, %,d times to those. It began anew by itself: it brought none of"
                            + " them back, all it wrote to what is there was merged, and what it wrote"
                            + " to them is in its dead letters.",
                    purged, writes + lost.size(), lost.size());
        }
    }

    private List<String> doomed(Author author) {
        return author.device().records(Author.NOTES).list().stream()
                .limit(deletions)
                .map(LocalRecord::id)
                .toList();
    }

    /// @return the marks that it wrote to records that go
    private Set<String> writeAway(Author late, List<String> doomed, Book book) {
        Set<String> lost = new TreeSet<>();
        for (int i = 0; i < doomed.size(); i += 2) {
            Set<String> before = book.marks(doomed.get(i)).keySet();
            late.edit(doomed.get(i));
            Set<String> more = new TreeSet<>(book.marks(doomed.get(i)).keySet());
            more.removeAll(before);
            lost.addAll(more);
        }
        List<String> staying = new ArrayList<>(book.notes());
        staying.removeAll(doomed);
        for (int i = 0; i < writes; i++) {
            late.edit(staying.get(i % staying.size()));
        }
        return lost;
    }

    private static void deleteThem(Cast cast, List<String> doomed, Book book) {
        Author laptop = cast.authors().getFirst();
        for (String note : doomed) {
            laptop.device().records(Author.NOTES).delete(note);
            book.gone(note);
        }
        cast.settle();
        cast.writeAndSync(20);
        cast.settle();
    }

    /// Lets retention end what is due, until none of the deleted records is left.
    private long endThem(Run run, Api api) throws IOException, InterruptedException {
        long purged = 0;
        try (Moments moments = new Moments()) {
            for (int i = 0; i < RUNS_MAX && purged < deletions; i++) {
                moments.pass(TimeUnit.MILLISECONDS.toNanos(200));
                JsonNode done =
                        api.made("/v1/retention", Api.JSON.createObjectNode().put("confirm", true));
                purged += done.get("purgedRecords").asLong();
                run.step();
            }
        }
        return purged;
    }

    private static void compareLate(
            Findings findings,
            Author late,
            SyncResult result,
            Set<String> lost,
            List<String> doomed) {
        findings.check(EXPIRED, result.complete(), result::toString);
        findings.check(
                KEPT, result.refused() == lost.size(), () -> result + ", not " + lost.size());
        String letters = late.device().deadLetters().list().toString();
        lost.forEach(mark -> findings.check(KEPT, letters.contains(mark), () -> mark + " is gone"));
        late.device()
                .deadLetters()
                .list()
                .forEach(letter ->
                        findings.check(
                                KEPT,
                                letter.toString().contains("RECORD_PURGED")
                                        && doomed.contains(letter.mutation().key().id()),
                                letter::toString));
    }

    private static void compareAll(Findings findings, Cast cast, List<String> doomed) {
        for (Author author : cast.authors()) {
            for (String note : doomed) {
                boolean there = author.device().records(Author.NOTES).get(note).isPresent();
                findings.check(NOT_RAISED, !there, () -> note + " is on " + author.name());
            }
            findings.check(
                    "a device that verifies itself finds no difference",
                    author.device().verify().same(),
                    () -> author.name() + " differs");
        }
    }
}

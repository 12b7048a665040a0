package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Api;
import dev.tidemark.cli.rig.Dice;
import dev.tidemark.cli.rig.Findings;
import dev.tidemark.cli.rig.Part;
import dev.tidemark.cli.rig.Run;
import dev.tidemark.cli.rig.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// One record is edited again and again, and a few records by very many devices. What a record
/// carries, and what one sync of one edit takes, must not depend on how often it was edited.
///
/// @param edits of the one record
/// @param devices that edit the few
/// @param records how many these are
/// @param rounds in which each device edits each of them
record Growth(int edits, int devices, int records, int rounds) implements Part.Play {
    private static final String BYTES = "what a record carries does not grow with its edits";
    private static final String TIME = "what a sync takes does not grow with the edits of a record";
    private static final int BATCH = 500;
    private static final int FEW = 1_000;
    private static final int SYNCS = 21;

    /// Numbers in a record may get longer; each of them by a few digits.
    private static final int DIGITS_MAX = 64;

    /// Most that a measurement on a busy machine may differ from another one of the same thing.
    private static final double NOISE = 3;

    private static final double NOISE_MILLIS = 15;

    @Override
    public void run(Run run) throws IOException, InterruptedException {
        editOne(run.within("one-record"));
        editMany(run.within("many-devices"));
    }

    /// A device that looks on, and what it takes to tell it of one edit.
    ///
    /// @param bytes of the record, as it is told
    /// @param syncMillis the median
    private record Figures(long bytes, double syncMillis) {}

    private void editOne(Run run) throws IOException, InterruptedException {
        try (Site site = Site.make(run, Author.APP, Author.SCHEMA);
                Cast cast = Cast.of(run, site, new Book(), "reader")) {
            List<Editor> editors = List.of(editor(run, site, 0), editor(run, site, 1));
            String id = run.dice("record", 0).uuid();
            editors.getFirst().create(List.of(id));
            int few = few();
            edit(run, editors, id, few);
            Figures first = measure(run, site, cast, editors.getFirst(), id);
            edit(run, editors, id, edits - few);
            Figures last = measure(run, site, cast, editors.getFirst(), id);
            compare(run.findings(), first, last);
            site.server().stop();
            run.findings()
                    .tell(
                            "A record takes %,d bytes on the wire after %,d edits and %,d after"
                                    + " %,d; a device syncs one more edit of it in %.1f ms, and in"
                                    + " %.1f ms then. The log keeps every edit, in %,d bytes each.",
                            first.bytes(),
                            few,
                            last.bytes(),
                            edits,
                            first.syncMillis(),
                            last.syncMillis(),
                            Files.size(site.database()) / edits);
        }
    }

    private int few() {
        return Math.min(FEW, edits / 10);
    }

    private static Editor editor(Run run, Site site, int number)
            throws IOException, InterruptedException {
        return new Editor(site.owner(), run.dice("editor", number));
    }

    private void edit(Run run, List<Editor> editors, String id, int number)
            throws IOException, InterruptedException {
        for (int done = 0, turn = 0; done < number; turn++) {
            int now = Math.min(Math.min(BATCH, few() / 4), number - done);
            Editor editor = editors.get(turn % editors.size());
            editor.pull();
            editor.edit(id, now);
            done += now;
            run.step();
        }
    }

    private static Figures measure(Run run, Site site, Cast cast, Editor editor, String id)
            throws IOException, InterruptedException {
        Author reader = cast.authors().getFirst();
        reader.sync(run.findings());
        double[] millis = new double[SYNCS];
        for (int i = 0; i < SYNCS; i++) {
            editor.pull();
            editor.edit(id, 1);
            long began = System.nanoTime();
            reader.sync(run.findings());
            millis[i] = (System.nanoTime() - began) / 1e6;
        }
        Arrays.sort(millis);
        return new Figures(bytes(site.owner(), id), millis[SYNCS / 2]);
    }

    private static long bytes(Api api, String id) throws IOException, InterruptedException {
        JsonNode entry = Reading.of(api).records().get(Author.NOTES + "/" + id);
        return entry.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private static void compare(Findings findings, Figures first, Figures last) {
        findings.check(
                BYTES,
                last.bytes() <= first.bytes() + DIGITS_MAX,
                () -> "%d bytes, then %d".formatted(first.bytes(), last.bytes()));
        findings.check(
                TIME,
                last.syncMillis() <= NOISE * first.syncMillis() + NOISE_MILLIS,
                () -> "%.1f ms, then %.1f".formatted(first.syncMillis(), last.syncMillis()));
    }

    private void editMany(Run run) throws IOException, InterruptedException {
        try (Site site = Site.make(run, Author.APP, Author.SCHEMA);
                Cast cast = Cast.of(run, site, new Book(), "reader")) {
            Editor[] editors = new Editor[devices];
            for (int i = 0; i < devices; i++) {
                editors[i] = editor(run, site, i);
            }
            List<String> ids = ids(run);
            editors[0].create(ids);
            for (Editor editor : editors) {
                editor.pull();
            }
            round(run, editors, ids, false); // None of them knows of another.
            long siblings = bytes(site.owner(), ids.getFirst());
            round(run, editors, ids, true);
            Figures first = measure(run, site, cast, editors[0], ids.getFirst());
            for (int i = 2; i < rounds; i++) {
                round(run, editors, ids, true);
            }
            Figures last = measure(run, site, cast, editors[0], ids.getFirst());
            compare(run.findings(), first, last);
            run.findings()
                    .tell(
                            "%d devices edited each of %d records without knowing of one another: a"
                                    + " record took %,d bytes, each value kept, and %,d once somebody"
                                    + " had seen them; after %d edits by each device it takes %,d, that"
                                    + " is %d for each device. A sync of one edit takes %.1f ms, then"
                                    + " %.1f ms.",
                            devices,
                            records,
                            siblings,
                            first.bytes(),
                            rounds,
                            last.bytes(),
                            last.bytes() / devices,
                            first.syncMillis(),
                            last.syncMillis());
        }
    }

    private List<String> ids(Run run) {
        Dice dice = run.dice("records", 0);
        return IntStream.range(0, records).mapToObj(_ -> dice.uuid()).toList();
    }

    /// Each device edits each record once.
    ///
    /// @param seeing what all the others did before
    private static void round(Run run, Editor[] editors, List<String> ids, boolean seeing)
            throws IOException, InterruptedException {
        for (Editor editor : editors) {
            if (seeing) {
                editor.pull();
            }
            editor.editEach(ids);
            run.step();
        }
    }
}

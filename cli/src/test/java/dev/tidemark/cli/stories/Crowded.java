package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Api;
import dev.tidemark.cli.rig.Dice;
import dev.tidemark.cli.rig.Run;
import dev.tidemark.cli.rig.Site;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A server with an account of many notes, in two states that can be told apart.
///
/// @param first what it held at first, as digests
/// @param second what it holds now
record Crowded(Site site, Editor editor, List<String> notes, String first, String second)
        implements AutoCloseable {
    private static final int BATCH = 500;

    /// Something that is done between the two states.
    interface Between {
        void run(Site site) throws IOException, InterruptedException;
    }

    static Crowded make(Run run, int records, Between between)
            throws IOException, InterruptedException {
        return make(run, records, Author.SCHEMA, between);
    }

    /// @param flags of the server, beside the usual ones
    static Crowded make(Run run, int records, String schema, Between between, String... flags)
            throws IOException, InterruptedException {
        Site site = Site.make(run, Author.APP, schema, flags);
        try {
            Dice dice = run.dice("notes", 0);
            Editor editor = new Editor(site.owner(), run.dice("editor", 0));
            List<String> notes = new ArrayList<>();
            for (int i = 0; i < records; i++) {
                notes.add(dice.uuid());
            }
            for (List<String> some : batches(notes)) {
                editor.create(some);
            }
            String first = digests(site.owner());
            between.run(site);
            for (List<String> some : batches(notes)) {
                editor.editEach(some);
            }
            return new Crowded(site, editor, notes, first, digests(site.owner()));
        } catch (IOException | InterruptedException | RuntimeException e) {
            site.close();
            throw e;
        }
    }

    private static List<List<String>> batches(List<String> notes) {
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < notes.size(); from += BATCH) {
            batches.add(notes.subList(from, Math.min(notes.size(), from + BATCH)));
        }
        return batches;
    }

    /// What an account holds.
    static String digests(Api api) throws IOException, InterruptedException {
        return api.got("/v1/sync/digest").get("collections").toString();
    }

    /// Edits each note once.
    void editAll() throws IOException, InterruptedException {
        for (List<String> some : batches(notes)) {
            editor.editEach(some);
        }
    }

    /// What it holds now.
    String now() throws IOException, InterruptedException {
        return digests(site.owner());
    }

    @Override
    public void close() {
        site.close();
    }
}

package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Dice;
import dev.tidemark.cli.rig.Findings;
import dev.tidemark.cli.rig.Part;
import dev.tidemark.cli.rig.Run;
import dev.tidemark.cli.rig.Site;
import dev.tidemark.client.SyncResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Three devices write, a backup is made, they go on, and the server is put back to the backup:
/// once with the command, and once by copying the file. Strangers write to it, half of them under
/// counters of the devices that were used before. Only then the devices come back, in any order.
///
/// @param mutations written and acknowledged after the backup
/// @param strangers how many writes there are before the first device comes
record OldBackup(int mutations, int strangers) implements Part.Play {
    private static final String TOLD = "a device that comes back is told that the server went back";

    @Override
    public void run(Run run) throws IOException, InterruptedException {
        play(run.within("command"), false);
        play(run.within("by-hand"), true);
    }

    private void play(Run run, boolean byHand) throws IOException, InterruptedException {
        Findings findings = run.findings();
        Book book = new Book();
        try (Site site = Site.make(run, Author.APP, Author.SCHEMA);
                Cast cast = Cast.of(run, site, book, "laptop", "phone", "tablet")) {
            cast.writeAndSync(60);
            Path backup = run.folder().resolve("monday.db");
            Command.of(run, "backup", "--data", data(site), "--to", backup.toString())
                    .requireGood();
            int before = book.writes();
            while (book.writes() - before < mutations) {
                cast.writeAndSync(20);
                run.step();
            }
            cast.settle();
            int acknowledged = book.writes() - before;
            site.server().stop();
            putBack(run, site, backup, byHand);
            site.server().start();
            Reading old = Reading.of(site.owner());
            strangers(run, site, cast, book);
            long healed = comeBack(run, cast);
            cast.writeAndSync(20);
            cast.settle();
            new Ending(findings, site.owner(), book, cast.authors()).compare();
            findings.tell(
                    "The server was put back %s, by %,d acknowledged mutations, to %,d records."
                            + " Strangers wrote %d times, then the devices came and brought back"
                            + " what was missing: of %,d mutations in all, none is missing or"
                            + " counted twice, nothing newer was replaced, and all %d devices"
                            + " hold what the server holds.",
                    byHand ? "by copying the file" : "with the command",
                    acknowledged,
                    old.records().size(),
                    strangers,
                    book.writes(),
                    healed);
        }
    }

    private static String data(Site site) {
        return site.server().data().toString();
    }

    private static void putBack(Run run, Site site, Path backup, boolean byHand)
            throws IOException, InterruptedException {
        if (byHand) {
            Files.copy(backup, site.database(), StandardCopyOption.REPLACE_EXISTING);
        } else {
            Command.of(run, "restore-backup", "--data", data(site), "--from", backup.toString())
                    .requireGood();
        }
    }

    private void strangers(Run run, Site site, Cast cast, Book book)
            throws IOException, InterruptedException {
        Dice dice = run.dice("strangers", 0);
        Stranger stranger = new Stranger(site.owner(), dice, book);
        for (int i = 0; i < strangers; i++) {
            Author other = dice.one(cast.authors());
            stranger.write(i % 2 == 0 ? "stranger" : other.device().status().deviceId(), i + 1);
        }
    }

    private static long comeBack(Run run, Cast cast) {
        List<Author> order = new ArrayList<>(cast.authors());
        Collections.shuffle(order, new Random(run.dice("order", 0).seed()));
        for (Author author : order) {
            SyncResult result = author.sync(run.findings());
            run.findings()
                    .check(
                            TOLD,
                            author.device().status().wentBack() != null,
                            () -> author.name() + ": " + result);
        }
        return order.size();
    }
}

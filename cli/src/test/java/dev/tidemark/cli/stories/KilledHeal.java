package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Dice;
import dev.tidemark.cli.rig.Findings;
import dev.tidemark.cli.rig.Moments;
import dev.tidemark.cli.rig.Run;
import dev.tidemark.cli.rig.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A server that went back is killed while a device heals it.
final class KilledHeal {
    private static final String WHOLE =
            "each record of a server killed in a heal is as in the old backup or as the device has it";
    private static final String HEALED = "the device heals the server all the same";
    private static final int SYNCS_MAX = 20;

    private final Run run;
    private final int records;
    private final Findings findings;
    private long old;
    private long healed;

    KilledHeal(Run run, int records) {
        this.run = run;
        this.records = records;
        this.findings = run.findings();
    }

    void play(int kills) throws IOException, InterruptedException {
        Files.createDirectories(run.folder());
        Path backup = run.folder().resolve("old.db");
        List<Author> phones = new ArrayList<>();
        try (Crowded crowded =
                        Crowded.make(
                                run,
                                records,
                                site -> {
                                    phones.add(
                                            phone(site)); // A backup knows whom it was made with.
                                    backUp(site, backup);
                                });
                Author phone = phones.getFirst();
                Moments moments = new Moments()) {
            phone.sync(findings);
            Map<String, JsonNode> full = Reading.of(crowded.site().owner()).shown();
            Map<String, JsonNode> lost = putBack(crowded.site(), backup);
            long began = System.nanoTime();
            phone.sync(findings);
            long nanos = System.nanoTime() - began;
            for (int i = 0; i < kills; i++) {
                putBack(crowded.site(), backup);
                kill(crowded.site(), phone, run.dice("heal kill", i), nanos, moments);
                compare(Reading.of(crowded.site().owner()).shown(), lost, full);
                heal(crowded, phone);
                run.step();
            }
            findings.tell(
                    "A server that went back by a change of %,d records was killed %d times while a"
                            + " device healed it: on average %,d records were healed by then and %,d"
                            + " were not, none in between, and the device went on until all were.",
                    records, kills, healed / kills, old / kills);
        }
    }

    private Author phone(Site site) {
        Author phone =
                new Author(
                        "phone",
                        run.folder().resolve("phone.db"),
                        site.server().address(),
                        site.key(),
                        run.dice("phone", 0),
                        new Book());
        phone.sync(findings);
        return phone;
    }

    private void backUp(Site site, Path to) throws IOException, InterruptedException {
        Command.of(run, "backup", "--data", site.server().data().toString(), "--to", to.toString())
                .requireGood();
    }

    /// Copies an old file back.
    ///
    /// @return what the server shows then
    private static Map<String, JsonNode> putBack(Site site, Path backup)
            throws IOException, InterruptedException {
        site.server().stop();
        Files.copy(backup, site.database(), StandardCopyOption.REPLACE_EXISTING);
        site.server().start();
        return Reading.of(site.owner()).shown();
    }

    private static void kill(Site site, Author phone, Dice dice, long nanos, Moments moments)
            throws IOException, InterruptedException {
        Thread syncing = Thread.ofPlatform().daemon().start(() -> phone.device().sync());
        moments.pass((long) (nanos * dice.below(1000) / 1e3));
        site.server().kill();
        syncing.join();
        site.server().start();
    }

    private void compare(
            Map<String, JsonNode> found, Map<String, JsonNode> lost, Map<String, JsonNode> full) {
        found.forEach((key, fields) -> {
            boolean isHealed = fields.equals(full.get(key));
            boolean isOld = fields.equals(lost.get(key));
            findings.check(WHOLE, isHealed || isOld, () -> key + " is " + fields);
            healed += isHealed ? 1 : 0;
            old += isOld ? 1 : 0;
        });
        findings.check(
                WHOLE, found.size() == full.size(), () -> found.size() + " records are there");
    }

    private void heal(Crowded crowded, Author phone) throws IOException, InterruptedException {
        boolean complete = false;
        for (int i = 0; i < SYNCS_MAX && !complete; i++) {
            complete = phone.device().sync().complete();
        }
        String now = crowded.now();
        findings.check(
                HEALED,
                complete && now.equals(crowded.second()) && phone.device().verify().same(),
                () -> now + ", not " + crowded.second());
    }
}

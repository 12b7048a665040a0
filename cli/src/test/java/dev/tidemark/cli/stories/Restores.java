package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Api;
import dev.tidemark.cli.rig.Dice;
import dev.tidemark.cli.rig.Findings;
import dev.tidemark.cli.rig.Part;
import dev.tidemark.cli.rig.Run;
import dev.tidemark.cli.rig.Site;
import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Three devices write and sync without a pause, while an owner goes back to a snapshot again and
/// again, and back from that.
///
/// @param times how often an owner goes back
record Restores(int times) implements Part.Play {
    private static final String EXACT =
            "right after a restore everything is shown as at its snapshot";
    private static final String UNDONE =
            "right after a restore is undone everything is shown as before it";
    private static final String READ = "the same, read by a stranger while nobody writes";

    /// Every so often nobody else writes, so that a stranger can look too.
    private static final int RESTS_EVERY = 4;

    private static final int WRITES_BETWEEN = 12;

    @Override
    public void run(Run run) throws IOException, InterruptedException {
        Findings findings = run.findings();
        Book book = new Book();
        try (Site site = Site.make(run, Author.APP, Author.SCHEMA);
                Cast cast = Cast.of(run, site, book, "laptop", "phone", "tablet")) {
            cast.writeAndSync(60);
            cast.settle();
            Owner owner = new Owner(site.owner(), run.dice("owner", 0), findings);
            String snapshot = owner.snapshot();
            Map<String, JsonNode> then = Reading.of(site.owner()).shown();
            Past past = new Past(site.owner());
            int before = book.writes();
            try (Crowd crowd = Crowd.of(cast.authors(), findings)) {
                for (int i = 0; i < times; i++) {
                    crowd.awaitWrites(WRITES_BETWEEN);
                    thereAndBack(crowd, owner, past, snapshot, then);
                    if (i % RESTS_EVERY == 0) {
                        crowd.whileAtRest(() -> atRest(site.owner(), owner, snapshot, then));
                    }
                    run.step();
                }
            }
            cast.settle();
            int checked = past.requireAll(book, findings);
            new Ending(findings, site.owner(), book, cast.authors()).compareDevices();
            site.server().stop();
            verifyAudit(run, site);
            findings.tell(
                    "An owner went back to a snapshot %d times, and each time back from that, while"
                            + " three devices wrote %,d mutations. Each restore brought back exactly"
                            + " what was shown then, each undo exactly what was shown before, all"
                            + " %,d acknowledged writes are in the history, all devices hold the"
                            + " same, and the audit is whole.",
                    owner.restores() / 2, book.writes() - before, checked);
        }
    }

    /// To the snapshot and back, while others write; once they pause, the log is looked at.
    private static void thereAndBack(
            Crowd crowd, Owner owner, Past past, String snapshot, Map<String, JsonNode> then)
            throws IOException, InterruptedException {
        Owner.Restored restored = owner.restore(snapshot);
        crowd.awaitWrites(WRITES_BETWEEN);
        Owner.Restored undone = owner.restore(restored.undo());
        crowd.whileAtRest(() -> {
            Map<String, JsonNode> former = past.at(owner.version(restored.undo()));
            compare(owner.findings(), EXACT, then, past.at(restored.version()));
            compare(owner.findings(), UNDONE, former, past.at(undone.version()));
        });
    }

    private static void atRest(Api api, Owner owner, String snapshot, Map<String, JsonNode> then)
            throws IOException, InterruptedException {
        Map<String, JsonNode> former = Reading.of(api).shown();
        Owner.Restored restored = owner.restore(snapshot);
        compare(owner.findings(), READ, then, Reading.of(api).shown());
        owner.restore(restored.undo());
        compare(owner.findings(), READ, former, Reading.of(api).shown());
    }

    private static void compare(
            Findings findings,
            String claim,
            Map<String, JsonNode> wanted,
            Map<String, JsonNode> found) {
        findings.check(
                claim,
                wanted.keySet().equals(found.keySet()),
                () -> "%s, not %s".formatted(found.keySet(), wanted.keySet()));
        wanted.forEach((key, fields) ->
                findings.check(
                        claim,
                        fields.equals(found.get(key)),
                        () -> "%s: %s, not %s".formatted(key, found.get(key), fields)));
    }

    private static void verifyAudit(Run run, Site site) throws IOException, InterruptedException {
        Command command =
                Command.of(run, "audit", "verify", "--data", site.server().data().toString());
        run.findings()
                .check(
                        "the audit is whole, by `tidemark audit verify`",
                        command.code() == 0,
                        () -> command.lines().toString());
    }

    /// Makes snapshots and restores them, by plain HTTP.
    private static final class Owner {
        private final Api api;
        private final Dice dice;
        private final Findings findings;
        private int restores;

        Owner(Api api, Dice dice, Findings findings) {
            this.api = api;
            this.dice = dice;
            this.findings = findings;
        }

        /// What a restore did.
        ///
        /// @param version of the account right after it
        /// @param undo the snapshot that undoes it
        record Restored(long version, String undo) {}

        String snapshot() throws IOException, InterruptedException {
            return api.made("/v1/snapshots", Api.JSON.createObjectNode().put("label", "then"))
                    .get("snapshotId")
                    .asString();
        }

        Restored restore(String snapshot) throws IOException, InterruptedException {
            JsonNode answer =
                    api.made(
                            "/v1/snapshots/" + snapshot + "/restore",
                            Api.JSON
                                    .createObjectNode()
                                    .put("confirm", true)
                                    .put("restoreId", dice.uuid()));
            restores++;
            findings.check(
                    "a restore leaves nothing out",
                    answer.get("skipped").asLong() == 0,
                    answer::toString);
            return new Restored(
                    answer.get("version").asLong(), answer.get("snapshotBefore").asString());
        }

        long version(String snapshot) throws IOException, InterruptedException {
            return api.got("/v1/snapshots/" + snapshot).get("version").asLong();
        }

        Findings findings() {
            return findings;
        }

        int restores() {
            return restores;
        }
    }
}

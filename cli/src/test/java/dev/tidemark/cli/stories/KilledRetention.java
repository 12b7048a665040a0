package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Api;
import dev.tidemark.cli.rig.Dice;
import dev.tidemark.cli.rig.Findings;
import dev.tidemark.cli.rig.Moments;
import dev.tidemark.cli.rig.Run;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A server is killed while it compacts old versions.
final class KilledRetention {
    /// Of each record one version is kept, however young the others are.
    private static final String SCHEMA =
            Author.SCHEMA.replace("{\"fields\"", "{\"history\": {\"versions\": 1}, \"fields\"");

    private static final String[] SETTINGS = {
        "--retention-days-min", "0", "--retention-hours", "0"
    };

    private static final String SAME = "a server killed while it compacts shows what it showed";
    private static final String SOUND = "it finds nothing wrong with itself";
    private static final String WHOLE = "each version is there as it was written, or compacted";
    private static final String ENDS = "what was begun is ended when it is asked for again";
    private static final ObjectNode CONFIRMED = Api.JSON.createObjectNode().put("confirm", true);
    private static final int LOOKED_AT = 20;

    private final Run run;
    private final int records;
    private final Findings findings;
    private long left;

    KilledRetention(Run run, int records) {
        this.run = run;
        this.records = records;
        this.findings = run.findings();
    }

    void play(int kills) throws IOException, InterruptedException {
        try (Crowded crowded = Crowded.make(run, records, SCHEMA, _ -> {}, SETTINGS);
                Moments moments = new Moments()) {
            long began = System.nanoTime();
            crowded.site().owner().made("/v1/retention", CONFIRMED);
            long nanos = System.nanoTime() - began;
            for (int i = 0; i < kills; i++) {
                crowded.editAll();
                String shown = crowded.now();
                Dice dice = run.dice("retention kill", i);
                kill(crowded, moments, (long) (nanos * dice.below(1200) / 1e3));
                check(crowded, shown);
                run.step();
            }
            findings.tell(
                    "A server was killed %d times while it compacted the history of %,d records:"
                            + " %,d versions were still to be compacted then on average, what is shown"
                            + " was the same each time, and the rest was compacted when asked again.",
                    kills, records, left / kills);
        }
    }

    private static void kill(Crowded crowded, Moments moments, long nanos)
            throws IOException, InterruptedException {
        Api api = crowded.site().owner();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        Thread asking =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            asked.complete(null);
                            try {
                                api.post("/v1/retention", Api.JSON.writeValueAsBytes(CONFIRMED));
                            } catch (IOException | InterruptedException _) {
                                // Its answer is lost with the server; it is asked again.
                            }
                        });
        asked.join();
        moments.pass(nanos);
        crowded.site().server().kill();
        asking.join();
        crowded.site().server().start();
    }

    private void check(Crowded crowded, String shown) throws IOException, InterruptedException {
        Api api = crowded.site().owner();
        String now = crowded.now();
        findings.check(SAME, now.equals(shown), () -> now + ", not " + shown);
        checkHistories(api, crowded);
        left += api.got("/v1/retention").get("due").get("compactedVersions").asLong();
        api.made("/v1/retention", CONFIRMED);
        JsonNode due = api.got("/v1/retention").get("due");
        findings.check(ENDS, due.get("compactedVersions").asLong() == 0, due::toString);
        findings.check(SAME, crowded.now().equals(shown), () -> "not " + shown);
        JsonNode report = api.got("/v1/sync/digest/verify");
        findings.check(SOUND, report.get("whole").asBoolean(), report::toString);
    }

    private void checkHistories(Api api, Crowded crowded) throws IOException, InterruptedException {
        for (String note : crowded.notes().subList(0, Math.min(LOOKED_AT, records))) {
            JsonNode page = api.got("/v1/history/" + Author.NOTES + "/" + note);
            for (JsonNode version : page.get("versions")) {
                findings.check(WHOLE, version.get("fields").has("title"), version::toString);
            }
            findings.check(WHOLE, !page.get("versions").isEmpty(), page::toString);
        }
    }
}

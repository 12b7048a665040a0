package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Api;
import dev.tidemark.cli.rig.Dice;
import dev.tidemark.cli.rig.Findings;
import dev.tidemark.cli.rig.Moments;
import dev.tidemark.cli.rig.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A server is killed while it restores, and the request is sent again.
final class KilledRestore {
    private static final String WHOLE =
            "a server killed in a restore comes back in the state before it or after it";
    private static final String ONCE = "a restore that is sent again after that happens once";

    private final Run run;
    private final int records;
    private final Findings findings;
    private int before;
    private int after;

    KilledRestore(Run run, int records) {
        this.run = run;
        this.records = records;
        this.findings = run.findings();
    }

    void play(int kills) throws IOException, InterruptedException {
        List<String> snapshots = new ArrayList<>();
        try (Crowded crowded =
                        Crowded.make(run, records, site -> snapshots.add(snapshot(site.owner())));
                Moments moments = new Moments()) {
            snapshots.add(snapshot(crowded.site().owner()));
            long began = System.nanoTime();
            restore(crowded, snapshots.getFirst(), request(run.dice("first", 0)));
            long nanos = System.nanoTime() - began;
            for (int i = 0; i < kills; i++) {
                Dice dice = run.dice("restore kill", i);
                boolean back = i % 2 == 1;
                ObjectNode request = request(dice);
                String target = snapshots.get(back ? 0 : 1);
                kill(crowded, target, request, moments, (long) (nanos * dice.below(1300) / 1e3));
                String former = back ? crowded.second() : crowded.first();
                String next = back ? crowded.first() : crowded.second();
                check(crowded, former, next, target, request);
                run.step();
            }
            findings.tell(
                    "A server was killed %d times while it restored %,d records: %d times it came"
                            + " back as before the restore, %d times as after it, and never in"
                            + " between.",
                    kills, records, before, after);
        }
    }

    private static String snapshot(Api api) throws IOException, InterruptedException {
        return api.made("/v1/snapshots", Api.JSON.createObjectNode().put("label", "state"))
                .get("snapshotId")
                .asString();
    }

    private static ObjectNode request(Dice dice) {
        return Api.JSON.createObjectNode().put("confirm", true).put("restoreId", dice.uuid());
    }

    private static String path(String snapshot) {
        return "/v1/snapshots/" + snapshot + "/restore";
    }

    private static JsonNode restore(Crowded crowded, String snapshot, ObjectNode request)
            throws IOException, InterruptedException {
        return crowded.site().owner().made(path(snapshot), request);
    }

    private static void kill(
            Crowded crowded, String target, ObjectNode request, Moments moments, long nanos)
            throws IOException, InterruptedException {
        Api api = crowded.site().owner();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        Thread asking =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            asked.complete(null);
                            try {
                                api.post(path(target), Api.JSON.writeValueAsBytes(request));
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

    private void check(
            Crowded crowded, String former, String next, String target, ObjectNode request)
            throws IOException, InterruptedException {
        String found = crowded.now();
        findings.check(
                WHOLE,
                found.equals(former) || found.equals(next),
                () -> "%s is neither %s nor %s".formatted(found, former, next));
        before += found.equals(former) ? 1 : 0;
        after += found.equals(next) ? 1 : 0;
        JsonNode answer = restore(crowded, target, request);
        JsonNode again = restore(crowded, target, request);
        findings.check(
                ONCE,
                crowded.now().equals(next)
                        && answer.equals(again)
                        && answer.get("restored").asLong() == records,
                () -> answer + ", then " + again);
    }
}

package dev.tidemark.cli.crash;

import dev.tidemark.cli.rig.Api;
import dev.tidemark.cli.rig.Api.Answer;
import dev.tidemark.cli.rig.Dice;
import dev.tidemark.cli.rig.Findings;
import dev.tidemark.cli.rig.ServerLives;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A device that speaks contract 1 itself: sends batches without end, and each of them again, byte
/// for byte, until it is answered. It notes down what was acknowledged.
final class RawDevice implements Runnable {
    private static final String NONE_REFUSED = "no mutation is refused";
    private static final String ALL_TOLD = "an answer tells of every mutation of its batch, once";

    private final String id;
    private final Api api;
    private final ServerLives server;
    private final Writer writer;
    private final Dice dice;
    private final Ledger ledger;
    private final Findings findings;
    private final Runnable sent;
    private final CountDownLatch over;
    private String since = "";

    /// @param sent told of each batch that was just sent, while its answer is still to come
    /// @param over ends it, after the batch at hand was answered
    RawDevice(
            String id,
            Api api,
            ServerLives server,
            Writer writer,
            Dice dice,
            Ledger ledger,
            Findings findings,
            Runnable sent,
            CountDownLatch over) {
        this.id = id;
        this.api = api;
        this.server = server;
        this.writer = writer;
        this.dice = dice;
        this.ledger = ledger;
        this.findings = findings;
        this.sent = sent;
        this.over = over;
    }

    /// Pulls to the end for the first time.
    void begin() throws IOException, InterruptedException {
        JsonNode page;
        do {
            page = api.changes(since.isEmpty() ? null : since, 500);
            take(page);
        } while (page.get("hasMore").asBoolean());
    }

    @Override
    public void run() {
        try {
            do {
                push(writer.next(batchSize()));
            } while (!over.await(dice.nanosUntil(6), TimeUnit.NANOSECONDS));
        } catch (InterruptedException | RuntimeException e) {
            findings.violated("every device goes on to the end", id + ": " + e);
        }
    }

    private int batchSize() {
        int kind = dice.below(100);
        if (kind < 35) {
            return 1;
        }
        return kind < 75
                ? dice.between(2, 12)
                : kind < 97 ? dice.between(13, 60) : dice.between(200, 500);
    }

    /// Sends a batch until it is answered.
    void push(List<Deed> deeds) throws InterruptedException {
        byte[] body = Api.JSON.writeValueAsBytes(batch(deeds));
        boolean again = false;
        while (server.awaitUp()) {
            try {
                sent.run();
                Answer answer = api.post("/v1/sync/batch", body);
                if (answer.status() == 200) {
                    answered(deeds, answer.body(), again);
                    return;
                }
                waitFor(answer);
            } catch (IOException _) {
                findings.add("batches whose answer was lost", 1); // They are sent again, below.
            }
            again = true;
        }
        throw new IllegalStateException("The server is gone for good");
    }

    /// Gives the server a moment, if it asks for that.
    private void waitFor(Answer answer) throws InterruptedException {
        if (!answer.body().path("retryable").asBoolean(false)) {
            throw new IllegalStateException("A batch was answered " + answer);
        }
        findings.add("batches that had to wait", 1);
        over.await(50, TimeUnit.MILLISECONDS);
    }

    private ObjectNode batch(List<Deed> deeds) {
        ObjectNode batch = Api.JSON.createObjectNode();
        batch.put("deviceId", id);
        batch.put("since", since);
        batch.put("limit", dice.one(List.of(20, 100, 400)));
        ArrayNode commands = batch.putArray("commands");
        deeds.forEach(deed -> commands.add(deed.command()));
        return batch;
    }

    private void answered(List<Deed> deeds, JsonNode answer, boolean again) {
        Map<String, Deed> open = new HashMap<>();
        deeds.forEach(deed -> open.put(deed.id(), deed));
        int duplicates = 0;
        for (JsonNode ack : answer.get("acked")) {
            Deed deed = open.remove(ack.get("id").asString());
            findings.check(ALL_TOLD, deed != null, () -> "not asked for, or told twice: " + ack);
            if (deed != null) {
                ledger.add(deed, ack.get("version").asLong());
                duplicates += ack.get("status").asString().equals("duplicate") ? 1 : 0;
            }
        }
        findings.checked(NONE_REFUSED, deeds.size());
        for (JsonNode rejection : answer.get("rejections")) {
            open.remove(rejection.get("id").asString());
            findings.violated(NONE_REFUSED, rejection.toString());
        }
        findings.check(ALL_TOLD, open.isEmpty(), () -> "left out: " + open.values());
        count(deeds.size(), duplicates, again);
        take(answer);
    }

    private void count(int deeds, int duplicates, boolean again) {
        findings.add("batches", 1);
        findings.add("mutations acknowledged", deeds);
        findings.add("mutations sent again", again ? deeds : 0);
        findings.add("of them found to be duplicates by the server", duplicates);
        findings.check(
                "a mutation that was sent once is no duplicate",
                again || duplicates == 0,
                () -> duplicates + " duplicates in a batch of " + id);
    }

    private void take(JsonNode page) {
        writer.known().told(page.get("serverChanges"));
        since = page.get("newSince").asString();
    }
}

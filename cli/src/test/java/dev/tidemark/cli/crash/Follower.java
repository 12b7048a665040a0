package dev.tidemark.cli.crash;

import dev.tidemark.cli.rig.Api;
import dev.tidemark.cli.rig.Dice;
import dev.tidemark.cli.rig.Findings;
import dev.tidemark.cli.rig.ServerLives;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// A reader that follows its cursor through everything that happens to the server, and keeps the
/// last that it was told of each record.
final class Follower implements Runnable {
    private static final String IN_ORDER = "a reader that follows its cursor is told in order";

    private final Api api;
    private final ServerLives server;
    private final Dice dice;
    private final Findings findings;
    private final CountDownLatch over;
    private final Map<String, JsonNode> records = new HashMap<>();
    private String since = "";
    private long last;

    Follower(Api api, ServerLives server, Dice dice, Findings findings, CountDownLatch over) {
        this.api = api;
        this.server = server;
        this.dice = dice;
        this.findings = findings;
        this.over = over;
    }

    @Override
    public void run() {
        try {
            do {
                follow();
            } while (!over.await(dice.nanosUntil(40), TimeUnit.NANOSECONDS));
        } catch (InterruptedException | RuntimeException e) {
            findings.violated("every device goes on to the end", "the reader: " + e);
        }
    }

    private void follow() throws InterruptedException {
        boolean more = true;
        while (more && server.awaitUp()) {
            try {
                more = take(api.changes(since.isEmpty() ? null : since, dice.between(1, 200)));
            } catch (IOException _) {
                findings.add("pages whose answer was lost", 1); // It is asked for again.
            }
        }
    }

    /// Asks until there is no more.
    void toTheEnd() throws IOException, InterruptedException {
        boolean more = true;
        while (more) {
            more = take(api.changes(since.isEmpty() ? null : since, 1_000));
        }
    }

    private boolean take(JsonNode page) {
        for (JsonNode entry : page.get("serverChanges")) {
            long version = entry.get("version").asLong();
            long before = last;
            findings.check(IN_ORDER, version > before, () -> version + " comes after " + before);
            last = version;
            records.put(
                    entry.get("entity").asString() + "/" + entry.get("entityId").asString(), entry);
        }
        since = page.get("newSince").asString();
        return page.get("hasMore").asBoolean();
    }

    /// What it was told last of each record.
    Map<String, JsonNode> records() {
        return Collections.unmodifiableMap(new TreeMap<>(records));
    }
}

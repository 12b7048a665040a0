package dev.tidemark.cli.crash;

import dev.tidemark.cli.rig.Api;
import dev.tidemark.cli.rig.Dice;
import dev.tidemark.cli.rig.Findings;
import dev.tidemark.cli.rig.Moments;
import dev.tidemark.cli.rig.Run;
import dev.tidemark.cli.rig.ServerLives;
import dev.tidemark.cli.rig.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.JsonNode;

/// Kills a server at random moments while devices write to it, starts it again on the same data,
/// and compares what it holds in the end with what it had acknowledged.
final class ServerTrial {
    private static final int DEVICES = 4;
    private static final int TALLIES = 3;
    static final String KILLS = "kills of a server";
    private static final String AT_WORK = "  while it worked";
    private static final String AIMED = "  right after it was sent a batch";
    private static final String STARTING = "  while it started again";
    private static final String FIRST = "  while it started for the first time";
    private static final String STARTS = "a server starts again after any death";
    private static final String STOPS = "a server stops when it is asked to";
    private static final String COMPLETE =
            "a reader that follows its cursor ends with every record as it is";

    private final Run run;
    private final Findings findings;
    private final Ledger ledger = new Ledger();
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    ServerTrial(Run run) {
        this.run = run;
        this.findings = run.findings();
    }

    /// What is left when it has come to its end.
    ///
    /// @param database of the server, which has stopped
    /// @param records as they were told last, by [Deed#key]
    record Left(Path database, String account, Ledger ledger, Map<String, JsonNode> records) {}

    /// Runs it to its end.
    ///
    /// @throws IOException if a server does not start, or no answer comes
    Left run(int kills) throws IOException, InterruptedException, SQLException {
        Files.createDirectories(run.folder());
        List.of(KILLS, AT_WORK, AIMED, STARTING, FIRST).forEach(each -> findings.add(each, 0));
        try (Site site = Site.make(run, Writer.APP, Writer.SCHEMA);
                Moments moments = new Moments()) {
            Follower follower =
                    new Follower(
                            site.owner(), site.server(), run.dice("reader", 0), findings, over);
            begin(site, moments);
            begin(follower);
            kill(site.server(), moments, kills);
            finish(site.server());
            follower.toTheEnd();
            compare(site, follower.records());
            return new Left(site.database(), site.account(), ledger, follower.records());
        } finally {
            threads.forEach(Thread::interrupt);
        }
    }

    private void begin(Site site, Moments moments) throws IOException, InterruptedException {
        Dice ids = run.dice("ids", 0);
        List<String> tallies = new ArrayList<>();
        for (int i = 0; i < TALLIES; i++) {
            tallies.add(ids.uuid());
        }
        for (int i = 0; i < DEVICES; i++) {
            String id = ids.uuid();
            Writer writer = new Writer(id, "w" + i, run.dice("writer", i), tallies);
            RawDevice device =
                    new RawDevice(
                            id,
                            site.enrolled(id),
                            site.server(),
                            writer,
                            run.dice("batches", i),
                            ledger,
                            findings,
                            moments::happened,
                            over);
            device.begin();
            if (i == 0) {
                device.push(writer.makeTallies());
            }
            begin(device);
        }
    }

    private void begin(Runnable device) {
        threads.add(Thread.ofPlatform().daemon().start(device));
    }

    private void kill(ServerLives server, Moments moments, int kills)
            throws IOException, InterruptedException {
        for (int i = 0; i < kills; i++) {
            Dice dice = run.dice("kill", i);
            int kind = dice.below(100);
            if (kind < 10) {
                killAtFirstStart(i, server.startMillisMean() * 0.15, dice, moments);
            } else if (kind < 25) {
                killBeforeItIsUp(server, dice, moments);
            } else {
                killAtWork(server, dice, moments, kind >= 60);
            }
            findings.add(KILLS, 1);
            run.step();
        }
    }

    /// The server is up, and is killed after a while.
    ///
    /// @param aimed right after somebody has sent a batch
    private void killAtWork(ServerLives server, Dice dice, Moments moments, boolean aimed)
            throws IOException, InterruptedException {
        moments.pass(dice.nanosUntil(aimed ? 100 : 500));
        if (aimed) {
            moments.awaitEvent();
            moments.pass(dice.nanosUntil(3));
        }
        server.kill();
        findings.add(aimed ? AIMED : AT_WORK, 1);
        start(server);
    }

    /// The server is killed, started, and killed again before it is up, or just when it is.
    private void killBeforeItIsUp(ServerLives server, Dice dice, Moments moments)
            throws IOException, InterruptedException {
        server.kill();
        server.spawn();
        moments.pass((long) (dice.below(110) * server.startMillisMean() * 1e4));
        server.kill();
        findings.add(STARTING, 1);
        start(server);
    }

    /// Another server is killed while it starts for the very first time.
    private void killAtFirstStart(int number, double millis, Dice dice, Moments moments)
            throws IOException, InterruptedException {
        Path folder = run.folder().resolve("first-start-" + number);
        Files.createDirectories(folder);
        try (ServerLives fresh =
                new ServerLives(
                        run.programs(), folder, run.folder().resolve("schemas"), List.of())) {
            fresh.spawn();
            moments.awaitFile(fresh.data());
            moments.pass(dice.nanosUntil(millis));
            fresh.kill();
            findings.add(FIRST, 1);
            start(fresh);
            try (var http = Api.client()) {
                JsonNode accounts =
                        Api.withKey(http, fresh.address(), fresh.adminKey()).got("/v1/accounts");
                findings.check(
                        "the admin gets in after a death at the first start",
                        accounts.get("accounts").size() == 1,
                        accounts::toString);
            }
        }
    }

    private void start(ServerLives server) throws IOException, InterruptedException {
        findings.checked(STARTS, 1);
        try {
            server.start();
        } catch (IOException e) {
            findings.violated(STARTS, e.getMessage());
            throw e;
        }
    }

    /// Lets the devices have their last answers, then stops the server as an operator would.
    private void finish(ServerLives server) throws IOException, InterruptedException {
        over.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        int code = server.stop();
        findings.check(STOPS, code == 0 || code == 143, () -> "exit code " + code);
        start(server);
    }

    private void compare(Site site, Map<String, JsonNode> followed)
            throws IOException, InterruptedException, SQLException {
        compareWithNewcomer(site, followed);
        new RecordCheck(findings).compare(ledger, followed);
        site.server().stop();
        try (LogCheck log = new LogCheck(site.database(), site.account(), findings)) {
            log.compare(ledger);
        }
        findings.add("records", followed.size());
        findings.add("longest start, ms", site.server().startMillisMax());
        findings.add("mean start, ms", site.server().startMillisMean());
    }

    /// Somebody who reads everything now must see what the one saw who was there all the time.
    private void compareWithNewcomer(Site site, Map<String, JsonNode> followed)
            throws IOException, InterruptedException {
        Follower newcomer =
                new Follower(site.owner(), site.server(), run.dice("newcomer", 0), findings, over);
        newcomer.toTheEnd();
        Map<String, JsonNode> live = new TreeMap<>(followed);
        live.values().removeIf(entry -> entry.get("deleted").asBoolean());
        Map<String, JsonNode> now = newcomer.records();
        findings.check(
                COMPLETE,
                live.keySet().equals(now.keySet()),
                () -> "%d live records followed, %d there".formatted(live.size(), now.size()));
        now.forEach((key, entry) ->
                findings.check(
                        COMPLETE,
                        entry.equals(live.get(key)),
                        () -> "%s is %s, not %s".formatted(key, entry, live.get(key))));
    }
}

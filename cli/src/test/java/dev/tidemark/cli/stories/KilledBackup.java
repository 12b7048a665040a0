package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Child;
import dev.tidemark.cli.rig.Dice;
import dev.tidemark.cli.rig.Findings;
import dev.tidemark.cli.rig.Moments;
import dev.tidemark.cli.rig.Run;
import dev.tidemark.cli.rig.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/// `tidemark backup` is killed, and so is `tidemark restore-backup`.
final class KilledBackup {
    private static final String GOOD = "a file that is called like a backup is a whole one";
    private static final String AGAIN = "a backup can be made after one was killed";
    private static final String WHOLE =
            "a server comes back in the state before a killed restore-backup or after it";

    private final Run run;
    private final int records;
    private final Findings findings;
    private int before;
    private int after;
    private int whole;

    KilledBackup(Run run, int records) {
        this.run = run;
        this.records = records;
        this.findings = run.findings();
    }

    void play(int kills) throws IOException, InterruptedException, SQLException {
        Files.createDirectories(run.folder());
        Path first = run.folder().resolve("first.db");
        Path second = run.folder().resolve("second.db");
        try (Crowded crowded = Crowded.make(run, records, site -> backUp(site, first));
                Moments moments = new Moments()) {
            long began = System.nanoTime();
            backUp(crowded.site(), second);
            long nanos = System.nanoTime() - began;
            killBackups(crowded.site(), kills, nanos, moments);
            crowded.site().server().stop();
            killRestores(crowded, kills, nanos, moments, List.of(first, second));
            findings.tell(
                    "`tidemark backup` was killed %d times beside a server with %,d records, and"
                            + " left a whole backup %d times, else none. `tidemark restore-backup` was"
                            + " killed %d times: %d times the server came back with what it had"
                            + " before, %d times with the backup, and never in between.",
                    kills, records, whole, kills, before, after);
        }
    }

    private void backUp(Site site, Path to) throws IOException, InterruptedException {
        Command.of(run, "backup", "--data", data(site), "--to", to.toString()).requireGood();
    }

    private static String data(Site site) {
        return site.server().data().toString();
    }

    private Child typed(String... words) throws IOException {
        return Child.start(
                run.programs().tidemark(words),
                run.folder().resolve("scratch"),
                run.folder().resolve("commands.log"),
                _ -> {},
                () -> {});
    }

    private void killBackups(Site site, int kills, long nanos, Moments moments)
            throws IOException, InterruptedException, SQLException {
        for (int i = 0; i < kills; i++) {
            Dice dice = run.dice("backup kill", i);
            Path target = run.folder().resolve("killed-" + i + ".db");
            Path part = run.folder().resolve("killed-" + i + ".db.part");
            try (Child backup = typed("backup", "--data", data(site), "--to", target.toString())) {
                if (dice.percent(70)) {
                    moments.awaitFile(part);
                    moments.pass(dice.nanosUntil(20));
                } else {
                    moments.pass((long) (nanos * dice.below(1300) / 1e3));
                }
                backup.kill();
            }
            if (Files.exists(target)) {
                whole++;
                findings.check(GOOD, isWhole(target), target::toString);
            }
            Files.deleteIfExists(part);
            Files.deleteIfExists(target);
            run.step();
        }
        Path last = run.folder().resolve("last.db");
        backUp(site, last);
        findings.check(AGAIN, isWhole(last), last::toString);
    }

    /// Whether it is sound and has as many changes as it says.
    private static boolean isWhole(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            return text(statement, "PRAGMA integrity_check").equals("ok")
                    && text(statement, "SELECT sum(head_seq) FROM account")
                            .equals(text(statement, "SELECT count(*) FROM change"));
        }
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    private void killRestores(
            Crowded crowded, int kills, long nanos, Moments moments, List<Path> backups)
            throws IOException, InterruptedException {
        String former = crowded.second();
        for (int i = 0; i < kills; i++) {
            Dice dice = run.dice("restore-backup kill", i);
            String target = i % 2 == 0 ? crowded.first() : crowded.second();
            try (Child restore =
                    typed(
                            "restore-backup",
                            "--data",
                            data(crowded.site()),
                            "--from",
                            backups.get(i % 2).toString())) {
                if (dice.percent(80)) {
                    moments.awaitTrue(() -> isRestoring(crowded.site().server().data()));
                    moments.pass(dice.nanosUntil(20));
                } else {
                    moments.pass((long) (nanos * (300 + dice.below(1000)) / 1e3));
                }
                restore.kill();
            }
            crowded.site().server().start();
            String found = crowded.now();
            String was = former;
            findings.check(
                    WHOLE,
                    found.equals(was) || found.equals(target),
                    () -> "%s is neither %s nor %s".formatted(found, was, target));
            before += found.equals(target) ? 0 : 1;
            after += found.equals(target) ? 1 : 0;
            former = found;
            crowded.site().server().stop();
            run.step();
        }
    }

    private static boolean isRestoring(Path data) {
        try (Stream<Path> all = Files.list(data)) {
            return all.map(path -> path.getFileName().toString())
                    .anyMatch(name -> name.matches("(preparing|restoring)-.*"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.tidemark.cli.endtoend;

import static dev.tidemark.cli.endtoend.Site.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.Typed.Desk;
import dev.tidemark.client.Tidemark;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An import as a process that is stopped while more and more comes in.
class ImportProcessTest {
    private static final Pattern FROM = Pattern.compile("--from (\\d+)");

    @TempDir private Path folder;

    @Test
    void a_signal_leaves_whole_records_and_says_how_to_go_on() throws Exception {
        Process process = startAndEndWhenRecordsAreIn(Process::destroy);

        assertThat(process.exitValue()).isEqualTo(130);
        String err = Files.readString(folder.resolve("err"));
        Matcher from = FROM.matcher(err);
        assertThat(from.find()).as(err).isTrue();
        assertThat(count()).isEqualTo(Long.parseLong(from.group(1)) - 1);
    }

    @Test
    void a_killed_import_leaves_whole_transactions_and_can_be_repeated() throws Exception {
        startAndEndWhenRecordsAreIn(Process::destroyForcibly);

        long before = count();
        assertThat(before % 50).isZero();
        StringBuilder same = new StringBuilder();
        for (long i = 1; i <= before + 10; i++) {
            same.append(line(i));
        }
        assertThat(ok(desk().typing(same.toString()).run("import", "-", "--collection", "t")))
                .isEqualTo("Imported 10 records, %,d were here already.".formatted(before));
        assertThat(count()).isEqualTo(before + 10);
    }

    private Process startAndEndWhenRecordsAreIn(Consumer<Process> end) throws Exception {
        ok(desk().run("init"));
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.tidemark.cli.Main",
                                "import",
                                "-",
                                "--collection=t",
                                "--batch=50",
                                "--db=" + database())
                        .redirectOutput(folder.resolve("out").toFile())
                        .redirectError(folder.resolve("err").toFile())
                        .start();
        CompletableFuture<Void> feeding = CompletableFuture.runAsync(() -> feed(process));
        try (Tidemark device = Tidemark.open(database())) {
            while (process.isAlive() && device.records("t").count() < 100) {
                Thread.onSpinWait();
            }
        }
        end.accept(process);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        feeding.join();
        return process;
    }

    /// Until nobody reads any more.
    private static void feed(Process process) {
        try (Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
            for (long i = 1; process.isAlive(); i++) {
                in.write(line(i));
            }
        } catch (IOException e) {
            assertThat(e).hasMessageMatching(".*(pipe|closed|Closed).*");
        }
    }

    private static String line(long i) {
        return "{\"n\":" + i + "}\n";
    }

    private long count() {
        try (Tidemark device = Tidemark.open(database())) {
            return device.records("t").count();
        }
    }

    private Desk desk() {
        return Desk.at(folder).with("TIDEMARK_DB", database().toString());
    }

    private Path database() {
        return folder.resolve("a.db");
    }
}

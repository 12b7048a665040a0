package dev.tidemark.benchmarks;

import dev.tidemark.benchmarks.micro.Steps;
import dev.tidemark.benchmarks.report.Plot;
import dev.tidemark.benchmarks.report.Progress;
import dev.tidemark.benchmarks.report.Report;
import dev.tidemark.benchmarks.report.Result;
import dev.tidemark.benchmarks.scenario.Bench;
import dev.tidemark.benchmarks.scenario.Benchmark;
import dev.tidemark.benchmarks.scenario.Scale;
import dev.tidemark.benchmarks.served.ServerCommand;
import dev.tidemark.wire.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The command `./benchmark`.
public final class Main {

    private static final int EXIT_USAGE = 64;

    private Main() {}

    /// Runs what is asked for; exits with 64 if that is not possible to understand.
    public static void main(String[] words) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            Arguments arguments = Arguments.read(List.of(words));
            if (arguments.help()) {
                out.printf(Arguments.HELP, names());
            } else if (arguments.micro()) {
                org.openjdk.jmh.Main.main(new String[] {Steps.class.getName()});
            } else {
                report(arguments, run(arguments, chosen(arguments.only())), out);
            }
        } catch (IllegalArgumentException e) {
            System.err.println("benchmark: " + e.getMessage());
            System.exit(EXIT_USAGE);
        }
    }

    private static String names() {
        return Benchmark.ALL.stream()
                .map(each ->
                        "                    %-13s %s%n".formatted(each.name(), each.description()))
                .collect(Collectors.joining());
    }

    private static List<Benchmark> chosen(List<String> names) {
        for (String name : names) {
            if (Benchmark.ALL.stream().noneMatch(each -> each.name().equals(name))) {
                throw new IllegalArgumentException(
                        "There is no benchmark "
                                + name
                                + "; there are "
                                + Benchmark.ALL.stream().map(Benchmark::name).toList());
            }
        }
        return Benchmark.ALL.stream()
                .filter(each -> names.isEmpty() || names.contains(each.name()))
                .toList();
    }

    private static List<Result> run(Arguments arguments, List<Benchmark> benchmarks)
            throws Exception {
        Progress progress = Progress.onConsole();
        Bench bench =
                new Bench(
                        Files.createDirectories(arguments.work().toAbsolutePath()),
                        ServerCommand.launcher(Path.of("").toAbsolutePath()),
                        Scale.full(arguments.seconds(), arguments.rounds(), arguments.records()),
                        progress);
        List<Result> results = new ArrayList<>();
        for (Benchmark benchmark : benchmarks) {
            results.addAll(benchmark.run(bench));
        }
        progress.clear();
        return results;
    }

    private static void report(Arguments arguments, List<Result> results, PrintStream out)
            throws IOException {
        Report report =
                new Report(
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                        Machine.facts(arguments.work()),
                        results);
        byte[] json = Json.bytes(report.json());
        out.print(report.table());
        out.print(report.details());
        if (arguments.json() != null) {
            Files.write(arguments.json(), json);
        }
        Path folder = arguments.out();
        if (folder != null) {
            Files.createDirectories(folder);
            Files.write(folder.resolve("results.json"), json);
            Files.writeString(folder.resolve("results.svg"), Plot.svg(results));
        }
    }
}

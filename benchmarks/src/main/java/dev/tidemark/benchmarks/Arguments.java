package dev.tidemark.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was asked for on the command line.
///
/// @param micro whether the steps of one mutation are measured instead
/// @param only names of benchmarks; empty for all
/// @param seconds each side is measured for
/// @param records of the large account of a benchmark
/// @param json a file for the figures; null for none
/// @param out a folder for table, figures and picture; null for none
/// @param work a folder on the disk to be measured
record Arguments(
        boolean help,
        boolean micro,
        List<String> only,
        double seconds,
        int rounds,
        int records,
        @Nullable Path json,
        @Nullable Path out,
        Path work) {

    static final String HELP =
            """
            Usage: ./benchmark [options]
            Measures Tidemark against raw storage and prints a table.

              --only NAME     run this benchmark; may be given several times (all by default):
            %s
              --seconds N     how long each side of a benchmark is measured (20)
              --rounds N      in how many rounds, ours and raw in turns (7)
              --records N     how many records the large account of growth has (1000000)
              --json FILE     write all figures as JSON
              --out DIR       write results.md, results.json and results.svg there
              --work DIR      where to write what is measured; decides which disk
                              (benchmarks/target/work); growth needs 10 GB there
              --micro         measure the steps of one mutation instead (JMH, two minutes)
              --help          show this

            Flags of java for the servers, a recording for instance, go into TIDEMARK_JAVA_OPTS.
            """;

    private static final class Reading {
        private boolean help;
        private boolean micro;
        private final List<String> only = new ArrayList<>();
        private double seconds = 20;
        private int rounds = 7;
        private int records = 1_000_000;
        private @Nullable Path json;
        private @Nullable Path out;
        private Path work = Path.of("benchmarks", "target", "work");

        private void take(String flag, Iterator<String> rest) {
            switch (flag) {
                case "--help", "-h" -> help = true;
                case "--micro" -> micro = true;
                case "--only" -> only.add(value(flag, rest));
                case "--seconds" -> seconds = number(flag, rest, 1, 3_600);
                case "--rounds" -> rounds = number(flag, rest, 1, 1_000);
                case "--records" -> records = number(flag, rest, 1_000, 100_000_000);
                case "--json" -> json = Path.of(value(flag, rest));
                case "--out" -> out = Path.of(value(flag, rest));
                case "--work" -> work = Path.of(value(flag, rest));
                default ->
                        throw new IllegalArgumentException(
                                "Unknown option " + flag + "; --help shows what there is");
            }
        }
    }

    /// Reads a command line.
    ///
    /// @throws IllegalArgumentException with a sentence about what is wrong
    static Arguments read(List<String> words) {
        Reading reading = new Reading();
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            reading.take(rest.next(), rest);
        }
        return new Arguments(
                reading.help,
                reading.micro,
                reading.only,
                reading.seconds,
                reading.rounds,
                reading.records,
                reading.json,
                reading.out,
                reading.work);
    }

    private static String value(String flag, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(flag + " needs a value");
        }
        return rest.next();
    }

    private static int number(String flag, Iterator<String> rest, int min, int max) {
        String text = value(flag, rest);
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "%s must be a whole number from %d to %d, not %s".formatted(flag, min, max, text));
    }
}

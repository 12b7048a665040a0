package dev.tidemark.cli.rig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The programs that are started and killed.
///
/// @param tidemark words that are followed by what people type behind `tidemark`
/// @param java words that are followed by the name of a class of this process, and its arguments
public record Programs(List<String> tidemark, List<String> java) {
    private static final List<String> FLAGS =
            List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xshare:auto",
                    "-Xmx512m");

    public Programs {
        tidemark = List.copyOf(tidemark);
        java = List.copyOf(java);
    }

    /// The command as people start it from a checkout.
    ///
    /// @throws IllegalArgumentException if there is no launcher
    public static Programs ofCheckout(Path checkout) {
        Path launcher = checkout.resolve("tidemark");
        if (!Files.isExecutable(launcher)) {
            throw new IllegalArgumentException(
                    "There is no launcher " + launcher + "; name the root of a checkout.");
        }
        return new Programs(List.of(launcher.toString()), ofThisProcess().java);
    }

    /// All from this process's classes: for tests, which cannot count on a launcher that has built
    /// what they test.
    public static Programs ofThisProcess() {
        List<String> java = new ArrayList<>();
        java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        java.addAll(FLAGS);
        java.add("-cp");
        java.add(System.getProperty("java.class.path"));
        return new Programs(followed(java, List.of("dev.tidemark.cli.Main")), java);
    }

    /// The command, as typed.
    public List<String> tidemark(String... words) {
        return followed(tidemark, List.of(words));
    }

    /// Another program of this process's classes.
    public List<String> java(Class<?> main) {
        return followed(java, List.of(main.getName()));
    }

    private static List<String> followed(List<String> words, List<String> more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(more);
        return all;
    }
}

package dev.tidemark.cli.crash;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The programs that are started and killed.
///
/// @param server words that are followed by the flags of `tidemark serve`
/// @param device words that are followed by the arguments of [DeviceProcess]
record Programs(List<String> server, List<String> device) {
    private static final List<String> FLAGS =
            List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xshare:auto",
                    "-Xmx512m");

    /// The server as people start it from a checkout; the device from this process's classes.
    ///
    /// @throws IllegalArgumentException if there is no launcher
    static Programs ofCheckout(Path checkout) {
        Path launcher = checkout.resolve("tidemark");
        if (!Files.isExecutable(launcher)) {
            throw new IllegalArgumentException(
                    "There is no launcher " + launcher + "; name the root of a checkout.");
        }
        return new Programs(
                List.of(launcher.toString(), "serve"), java(DeviceProcess.class.getName()));
    }

    /// Both from this process's classes: for tests, which cannot count on a launcher that has built
    /// what they test.
    static Programs ofThisProcess() {
        return new Programs(
                java("dev.tidemark.cli.Main", "serve"), java(DeviceProcess.class.getName()));
    }

    private static List<String> java(String... main) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(FLAGS);
        words.add("-cp");
        words.add(System.getProperty("java.class.path"));
        words.addAll(List.of(main));
        return words;
    }
}

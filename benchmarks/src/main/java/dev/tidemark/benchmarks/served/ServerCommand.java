package dev.tidemark.benchmarks.served;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How a server is started.
///
/// @param words that are followed by its flags
public record ServerCommand(List<String> words) {

    public ServerCommand {
        words = List.copyOf(words);
    }

    /// By the launcher at the root of a checkout: what people do.
    ///
    /// @throws IllegalArgumentException if there is none
    public static ServerCommand launcher(Path checkout) {
        Path launcher = checkout.resolve("tidemark");
        if (!Files.isExecutable(launcher)) {
            throw new IllegalArgumentException(
                    "There is no launcher "
                            + launcher
                            + "; run this from the root of the checkout");
        }
        return new ServerCommand(List.of(launcher.toString(), "serve"));
    }

    /// From the classes that this process runs from: for tests, which must not need a launcher.
    ///
    /// @param flags of java
    public static ServerCommand sameClasses(List<String> flags) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("--enable-native-access=ALL-UNNAMED");
        words.addAll(flags);
        words.addAll(List.of("-cp", System.getProperty("java.class.path")));
        words.add(ServeMain.class.getName());
        return new ServerCommand(words);
    }

    List<String> with(Path data, List<String> flags) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("--data", data.toString(), "--port", "0"));
        all.addAll(flags);
        return all;
    }
}

package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Child;
import dev.tidemark.cli.rig.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A command as somebody types it, in a process of its own, which has come to its end.
///
/// @param words what was typed behind `tidemark`
/// @param code its exit code
/// @param lines what it printed
record Command(List<String> words, int code, List<String> lines, Path log) {

    /// Types it and waits for its end.
    static Command of(Run run, String... words) throws IOException, InterruptedException {
        Path log = run.folder().resolve("commands.log");
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        try (Child child =
                Child.start(
                        run.programs().tidemark(words),
                        run.folder().resolve("scratch"),
                        log,
                        lines::add,
                        () -> {})) {
            return new Command(List.of(words), child.finish(), List.copyOf(lines), log);
        }
    }

    /// @throws IOException if it failed
    Command requireGood() throws IOException {
        if (code != 0) {
            throw new IOException(
                    "%s ended with %d: %s".formatted(words, code, Files.readString(log)));
        }
        return this;
    }
}

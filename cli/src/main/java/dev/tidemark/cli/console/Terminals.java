package dev.tidemark.cli.console;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whether a stream ends in front of a person.
final class Terminals {

    private Terminals() {}

    /// Java tells it of input and output together only. Linux tells it of each, so that a bar stays
    /// out of a file of messages while the answer is still on the screen.
    static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            if (Files.isSymbolicLink(link)) {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
            }
        } catch (IOException e) {
            return false;
        }
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}

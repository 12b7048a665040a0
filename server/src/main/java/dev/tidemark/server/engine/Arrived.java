package dev.tidemark.server.engine;

import dev.tidemark.wire.command.Command;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A command of a batch with all that can be made of it before it is the batch's turn.
///
/// @param incoming its mutation; null for one that could not be read
record Arrived(Command command, @Nullable Incoming incoming) {

    /// Commands as they were read.
    static List<Arrived> of(List<Command> commands) {
        return commands.stream().map(Arrived::of).toList();
    }

    private static Arrived of(Command command) {
        return switch (command) {
            case Command.Readable(var mutation) -> new Arrived(command, Incoming.of(mutation));
            case Command.Malformed _ -> new Arrived(command, null);
        };
    }
}

package dev.tidemark.cli.console;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A command's end that is not success: one sentence for a person, an exit code for a script.
///
/// The sentence says what is wrong, where, and what to do. The cause is shown with `--debug` only.
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Exit exit;
    private final @Nullable String traceId;

    private Failure(
            Exit exit, String sentence, @Nullable String traceId, @Nullable Throwable cause) {
        super(sentence, cause);
        this.exit = exit;
        this.traceId = traceId;
    }

    /// A failure that this program noticed itself.
    public static Failure of(Exit exit, String sentence) {
        return new Failure(exit, sentence, null, null);
    }

    /// A failure that something below reported.
    public static Failure of(Exit exit, String sentence, Throwable cause) {
        return new Failure(exit, sentence, null, cause);
    }

    /// The command line is wrong.
    public static Failure usage(String sentence) {
        return of(Exit.USAGE, sentence);
    }

    /// The same failure with the name under which the server's log tells of it.
    public Failure traced(@Nullable String trace) {
        Failure traced = new Failure(exit, sentence(), trace, getCause());
        traced.setStackTrace(getStackTrace());
        return traced;
    }

    /// What the process ends with.
    public Exit exit() {
        return exit;
    }

    /// What is wrong, where, and what to do.
    public String sentence() {
        return String.valueOf(getMessage());
    }

    /// What to look for in the server's log, where a server was asked.
    public Optional<String> traceId() {
        return Optional.ofNullable(traceId);
    }
}

package dev.tidemark.cli;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.server.problem.StartFailure;
import dev.tidemark.sql.StorageException;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonFault;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/// What each kind of error below means to the person at the keyboard.
final class Faults {

    private Faults() {}

    static Failure failure(Throwable error) {
        return switch (error) {
            case Failure failure -> failure;
            case StorageException storage -> ofStorage(storage);
            case StartFailure start -> ofStart(start);
            case JsonFault fault ->
                    Failure.of(Exit.BAD_INPUT, "This is not JSON: " + fault.getMessage(), fault);
            case InvalidInput input -> Failure.of(Exit.BAD_INPUT, text(input), input);
            case UncheckedIOException wrapped -> ofIo(cause(wrapped));
            case IOException io -> ofIo(io);
            case Throwable bug ->
                    Failure.of(
                            Exit.FAILED,
                            "This should not have happened (%s); please run it again with --debug"
                                            .formatted(bug)
                                    + " and report what it says.",
                            bug);
        };
    }

    private static Failure ofStorage(StorageException error) {
        Exit exit =
                switch (error.kind()) {
                    case FULL, IO, CORRUPT, TOO_OLD_SQLITE, CHANGED_MIGRATION -> Exit.STORAGE;
                    case LOCKED, BUSY -> Exit.IN_USE;
                    case READ_ONLY, NO_ACCESS -> Exit.NO_ACCESS;
                    case NOT_OURS -> Exit.NOT_OURS;
                    case NEWER_VERSION -> Exit.NEWER;
                    case EXISTS, CONSTRAINT, CLOSED, OTHER -> Exit.FAILED;
                };
        return Failure.of(exit, text(error), error);
    }

    private static Failure ofStart(StartFailure error) {
        Exit exit =
                switch (error.kind()) {
                    case SETTINGS -> Exit.SETTINGS;
                    case SCHEMA -> Exit.BAD_INPUT;
                    case DATA_FOLDER -> Exit.NO_ACCESS;
                    case NOT_OURS -> Exit.NOT_OURS;
                    case NEWER_DATABASE -> Exit.NEWER;
                    case STORAGE -> Exit.STORAGE;
                    case IN_USE -> Exit.IN_USE;
                    case ADDRESS -> Exit.ADDRESS;
                };
        return Failure.of(exit, error.sentence(), error);
    }

    private static Failure ofIo(IOException error) {
        return switch (error) {
            case NoSuchFileException gone ->
                    Failure.of(Exit.NO_ACCESS, "There is no file " + gone.getFile() + ".", gone);
            case AccessDeniedException denied ->
                    Failure.of(
                            Exit.NO_ACCESS,
                            "You may not read or write %s; look at its permissions."
                                    .formatted(denied.getFile()),
                            denied);
            case FileNotFoundException gone -> Failure.of(Exit.NO_ACCESS, text(gone), gone);
            case IOException other -> Failure.of(Exit.STORAGE, text(other), other);
        };
    }

    /// Never without one, as its constructors want it.
    private static IOException cause(UncheckedIOException wrapped) {
        return Objects.requireNonNull(wrapped.getCause());
    }

    private static String text(Throwable error) {
        return String.valueOf(error.getMessage());
    }
}

package dev.tidemark.cli;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Texts;
import dev.tidemark.client.fault.RefusedException;
import dev.tidemark.client.fault.SyncException;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.server.problem.StartFailure;
import dev.tidemark.sql.StorageException;
import dev.tidemark.wire.envelope.UnsupportedVersion;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.schema.InvalidSchema;
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
            case RefusedException refused -> ofRefused(refused);
            case SyncException sync -> ofSync(sync);
            case InvalidSchema schema -> Failure.of(Exit.BAD_INPUT, text(schema), schema);
            case JsonFault fault ->
                    Failure.of(Exit.BAD_INPUT, "This is not JSON: " + fault.getMessage(), fault);
            case UnsupportedVersion version ->
                    Failure.of(Exit.BAD_INPUT, version.getMessage(), version);
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
                    case LOCKED, BUSY, OVERTAKEN -> Exit.IN_USE;
                    case UNREACHABLE -> Exit.OFFLINE;
                    case READ_ONLY, NO_ACCESS -> Exit.NO_ACCESS;
                    case NOT_OURS -> Exit.NOT_OURS;
                    case NEWER_VERSION -> Exit.NEWER;
                    case EXISTS, CONSTRAINT, CLOSED, OTHER -> Exit.FAILED;
                };
        return Failure.of(exit, text(error), error);
    }

    private static Failure ofRefused(RefusedException error) {
        Refusal refusal = error.refusal();
        Exit exit = refusal.code() == Refusal.Code.NOT_FOUND ? Exit.NOT_FOUND : Exit.REFUSED;
        StringBuilder sentence = new StringBuilder(text(error));
        for (Flaw flaw : refusal.errors()) {
            if (!sentence.toString().contains(flaw.message())) {
                sentence.append("; ").append(flaw.pointer()).append(' ').append(flaw.message());
            }
        }
        return Failure.of(exit, sentence.toString(), error);
    }

    private static Failure ofSync(SyncException error) {
        return switch (error.kind()) {
            case NOT_ENABLED ->
                    Failure.of(
                            Exit.AUTH,
                            "This database syncs with no server; 'tidemark init --server URL"
                                    + " --token-file FILE' enables it.",
                            error);
            case AUTH_REQUIRED -> Failure.of(Exit.AUTH, text(error), error);
            case OTHER_ACCOUNT -> Failure.of(Exit.NOT_OURS, text(error), error);
            case OFFLINE, DEFERRED -> Failure.of(Exit.OFFLINE, text(error), error);
            case BUSY -> Failure.of(Exit.IN_USE, text(error), error);
            case STALE -> Failure.of(Exit.REFUSED, Texts.sentence(text(error)), error);
            case NOT_FOUND -> Failure.of(Exit.NOT_FOUND, text(error), error);
            case REFUSED -> Failure.of(Exit.BAD_INPUT, text(error), error);
            case INVALID -> Failure.of(Exit.USAGE, text(error), error);
        };
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

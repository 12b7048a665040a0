package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.server.problem.StartFailure;
import dev.tidemark.sql.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExitTest {

    @ParameterizedTest
    @EnumSource
    void a_server_that_does_not_start_ends_with_the_code_it_documents(StartFailure.Kind kind) {
        Failure failure = Faults.failure(new StartFailure(kind, "No."));

        assertThat(failure.exit().code()).isEqualTo(kind.exitCode());
        assertThat(failure.sentence()).isEqualTo("No.");
    }

    @Test
    void no_code_means_two_things() {
        assertThat(Arrays.stream(Exit.values()).map(Exit::code)).doesNotHaveDuplicates();
    }

    @Test
    void the_codes_of_the_launcher_are_left_alone() {
        assertThat(Arrays.stream(Exit.values()).map(Exit::code)).doesNotContain(70, 72);
    }

    @Test
    void a_full_disk_and_a_strange_file_are_told_apart() {
        assertThat(exitOf(new StorageException(StorageException.Kind.FULL, "Full.")))
                .isEqualTo(Exit.STORAGE);
        assertThat(exitOf(new StorageException(StorageException.Kind.NOT_OURS, "No.")))
                .isEqualTo(Exit.NOT_OURS);
        assertThat(exitOf(new StorageException(StorageException.Kind.NEWER_VERSION, "New.")))
                .isEqualTo(Exit.NEWER);
        assertThat(exitOf(new UncheckedIOException(new NoSuchFileException("x"))))
                .isEqualTo(Exit.NO_ACCESS);
        assertThat(exitOf(new IOException("Input/output error"))).isEqualTo(Exit.STORAGE);
    }

    @Test
    void a_bug_says_how_to_report_it() {
        assertThat(Faults.failure(new IllegalStateException("odd")).sentence())
                .contains("odd", "--debug");
    }

    private static Exit exitOf(Throwable error) {
        return Faults.failure(error).exit();
    }
}

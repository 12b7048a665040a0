package dev.tidemark.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.fault.SyncException;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.sql.StorageException;
import dev.tidemark.wire.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `docs/errors.md` and the code list the same codes.
class ErrorsPageTest {
    @Test
    void problems_stand_there_in_the_words_of_the_code() throws IOException {
        assertThat(table("| code | status |"))
                .isEqualTo(
                        Arrays.stream(ProblemCode.values())
                                .map(code ->
                                        "| `%s` | %d | %s | %s | %s |"
                                                .formatted(
                                                        code.name(),
                                                        code.status(),
                                                        yesOrNo(code.retryable()),
                                                        code.meaning(),
                                                        code.advice()))
                                .toList());
    }

    @Test
    void refusals_of_commands_stand_there() throws IOException {
        assertThat(heads("| code | retryable |", 2))
                .isEqualTo(
                        Arrays.stream(Refusal.Code.values())
                                .map(code -> "`%s` %s".formatted(code, yesOrNo(code.retryable())))
                                .toList());
    }

    @Test
    void troubles_of_storage_stand_there() throws IOException {
        assertThat(heads("| `StorageException` |", 2))
                .isEqualTo(
                        Arrays.stream(StorageException.Kind.values())
                                .map(kind -> "`%s` %s".formatted(kind, yesOrNo(kind.retryable())))
                                .toList());
    }

    @Test
    void troubles_of_sync_stand_there() throws IOException {
        assertThat(heads("| `SyncException` |", 1))
                .isEqualTo(
                        Arrays.stream(SyncException.Kind.values()).map("`%s`"::formatted).toList());
    }

    private static String yesOrNo(boolean flag) {
        return flag ? "yes" : "no";
    }

    /// The first cells of each row.
    private static List<String> heads(String heading, int cells) throws IOException {
        return table(heading).stream()
                .map(row -> row.substring(2).split(" \\| "))
                .map(row -> String.join(" ", Arrays.copyOf(row, cells)))
                .toList();
    }

    /// The rows of the table whose heading begins so.
    private static List<String> table(String heading) throws IOException {
        List<String> lines = Files.readAllLines(Checkout.ROOT.resolve("docs/errors.md"));
        return lines.stream()
                .dropWhile(line -> !line.startsWith(heading))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }
}

package dev.tidemark.benchmarks.raw;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawFileTest {

    @TempDir private Path folder;
    private Path original;

    @BeforeEach
    void write_the_original() throws SQLException {
        original = folder.resolve("original.db");
        run(
                "CREATE TABLE head (account_id TEXT PRIMARY KEY, seq_of_head INTEGER) STRICT",
                "CREATE TABLE record (account_id TEXT, id TEXT, seq INTEGER, body BLOB,"
                        + " PRIMARY KEY (account_id, id)) STRICT",
                "CREATE TABLE change (account_id TEXT, seq INTEGER, what TEXT,"
                        + " PRIMARY KEY (account_id, seq)) STRICT, WITHOUT ROWID",
                "CREATE UNIQUE INDEX record_by_seq ON record (account_id, seq)",
                "INSERT INTO head VALUES ('a', 0)");
    }

    @Test
    void what_was_written_is_written_again_row_for_row() throws Exception {
        try (SourceFile source = new SourceFile(original);
                RawFile raw = RawFile.like(source, folder.resolve("raw.db"))) {
            run(
                    "INSERT INTO record VALUES ('a', 'x', 1, x'00'), ('a', 'y', 2, x'01')",
                    "INSERT INTO change VALUES ('a', 1, 'made'), ('a', 2, 'made')",
                    "UPDATE head SET seq_of_head = 2");
            Written first = source.writtenAfter("seq", 0, Set.of(), "head");
            raw.write(first, 1);
            run(
                    "UPDATE record SET seq = 3, body = x'02' WHERE id = 'x'",
                    "INSERT INTO change VALUES ('a', 3, 'changed')",
                    "UPDATE head SET seq_of_head = 3");
            Written second = source.writtenAfter("seq", 2, Set.of("record"), "head");
            raw.write(second, 500);

            assertThat(first.units()).hasSize(2);
            assertThat(second.units()).hasSize(1);
            assertThat(second.rows()).isEqualTo(2);
        }
        assertThat(content(folder.resolve("raw.db"))).isEqualTo(content(original));
    }

    @Test
    void what_the_audit_was_told_is_written_with_what_it_is_about() throws Exception {
        run(
                "CREATE TABLE audit (account_id TEXT, event_id INTEGER, detail TEXT,"
                        + " PRIMARY KEY (account_id, event_id)) STRICT",
                "CREATE TABLE audit_head (account_id TEXT PRIMARY KEY, event_id INTEGER) STRICT",
                "INSERT INTO audit VALUES ('a', 1, 'began')",
                "INSERT INTO audit_head VALUES ('a', 1)");
        try (SourceFile source = new SourceFile(original);
                RawFile raw = RawFile.like(source, folder.resolve("raw.db"))) {
            for (int i = 1; i <= 6; i++) {
                run("INSERT INTO change VALUES ('a', " + i + ", 'made')");
            }
            run(
                    "INSERT INTO audit VALUES ('a', 2, '3 made'), ('a', 3, '3 made')",
                    "UPDATE audit_head SET event_id = 3");
            Written changes = source.writtenAfter("seq", 0, Set.of(), "head");
            Written all = changes.with(source.eventsAfter(1));
            raw.write(all, 3);

            assertThat(all.units().stream().map(List::size)).containsExactly(2, 1, 1, 2, 1, 1);
            assertThat(all.shared()).hasSize(2);
        }
        assertThat(content(folder.resolve("raw.db"))).isEqualTo(content(original));
    }

    @Test
    void callers_who_wait_for_a_common_commit_write_everything() throws Exception {
        try (SourceFile source = new SourceFile(original);
                RawFile raw = RawFile.like(source, folder.resolve("raw.db"))) {
            for (int i = 1; i <= 100; i++) {
                run("INSERT INTO change VALUES ('a', " + i + ", 'made')");
            }
            GroupCommit.write(raw, source.writtenAfter("seq", 0, Set.of(), "head"), 8);
        }
        assertThat(content(folder.resolve("raw.db"))).isEqualTo(content(original));
    }

    private void run(String... statements) throws SQLException {
        try (Connection connection = Plain.reader(original);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.executeUpdate(each);
            }
        }
    }

    private static List<String> content(Path file) throws SQLException {
        List<String> content = new ArrayList<>();
        try (SourceFile source = new SourceFile(file)) {
            content.addAll(source.definitions());
            for (String table : source.tables().keySet()) {
                source.all(table, false).forEach(row -> content.add(text(table, row)));
            }
        }
        return content;
    }

    private static String text(String table, Row row) {
        List<String> values = new ArrayList<>();
        for (Object value : row.values()) {
            values.add(
                    value instanceof byte[] bytes
                            ? List.of(bytes).size() + ":" + bytes[0]
                            : String.valueOf(value));
        }
        return table + values;
    }
}

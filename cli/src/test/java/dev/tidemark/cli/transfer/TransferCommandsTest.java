package dev.tidemark.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.Typed;
import dev.tidemark.cli.Typed.Desk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferCommandsTest {
    @TempDir private Path folder;
    private Desk desk;

    @BeforeEach
    void make_a_database() {
        desk = Desk.at(folder);
        assertThat(desk.run("init").code()).isZero();
    }

    @Test
    void json_lines_are_imported_and_an_export_brings_them_to_another_device() throws IOException {
        write("a.jsonl", "{\"n\":1.50,\"t\":\"日本\"}\n{\"n\":9007199254740993,\"x\":null}\n");

        Typed typed = desk.run("import", "a.jsonl", "--collection", "things");
        assertThat(typed.out()).isEqualTo("Imported 2 records, 0 were here already.\n");
        assertThat(desk.run("export", "all.jsonl").code()).isZero();

        Desk other = desk.with("TIDEMARK_DB", "other.db");
        other.run("init");
        assertThat(other.run("import", "all.jsonl").out()).startsWith("Imported 2 records");
        assertThat(other.run("export").out())
                .isEqualTo(Files.readString(folder.resolve("all.jsonl")))
                .contains("1.50", "9007199254740993", "日本", "\"x\":null");
    }

    @Test
    void a_file_that_is_imported_twice_is_written_once() throws IOException {
        write("a.jsonl", "{\"n\":1}\n{\"n\":1}\n");
        desk.run("import", "a.jsonl", "--collection", "things");

        Typed again = desk.run("import", "a.jsonl", "--collection", "things", "--json");

        assertThat(again.out()).contains("\"unchanged\":2", "\"written\":0");
        assertThat(desk.run("list", "--json").out()).contains("\"records\":2");
    }

    @Test
    void two_devices_that_import_one_file_have_the_same_records() throws IOException {
        write("a.csv", "USAF,WBAN,NAME\n007018,99999,WXPOD\n007026,99999,\"WXPOD, 7026\"\n");
        Desk other = desk.with("TIDEMARK_DB", "other.db");
        other.run("init");

        for (Desk each : new Desk[] {desk, other}) {
            Typed typed =
                    each.run(
                            "import",
                            "a.csv",
                            "--collection",
                            "stations",
                            "--id-from",
                            "USAF,WBAN",
                            "--text");
            assertThat(typed.out()).startsWith("Imported 2 records");
        }

        assertThat(desk.run("export").out())
                .isEqualTo(other.run("export").out())
                .contains("\"USAF\":\"007018\",\"WBAN\":\"99999\"", "WXPOD, 7026");
    }

    @Test
    void an_id_comes_from_a_field_and_constants_are_added() throws IOException {
        String id = "11111111-1111-4111-8111-111111111111";
        write("a.jsonl", "{\"key\":\"" + id + "\",\"n\":1}\n");

        desk.run(
                "import",
                "a.jsonl",
                "--collection",
                "things",
                "--id",
                "key",
                "--set",
                "state=draft",
                "--set",
                "v:=1.0");

        assertThat(desk.run("get", "things", id, "--json").out())
                .contains("\"n\":1,\"state\":\"draft\",\"v\":1.0");
    }

    @Test
    void a_record_that_differs_is_changed_and_its_other_fields_stay() throws IOException {
        write("a.jsonl", "{\"name\":\"x\",\"n\":1}\n");
        write("b.jsonl", "{\"name\":\"x\",\"n\":2}\n");
        desk.run("import", "a.jsonl", "--collection", "t", "--id-from", "name", "--set", "k=1");

        desk.run("import", "b.jsonl", "--collection", "t", "--id-from", "name");

        assertThat(desk.run("list", "t", "--json").out())
                .contains("\"fields\":{\"k\":\"1\",\"n\":2,\"name\":\"x\"}");
    }

    @Test
    void a_bad_line_ends_the_import_behind_whole_records_and_says_how_to_go_on()
            throws IOException {
        write("a.jsonl", "{\"n\":1}\n{\"n\":\n{\"n\":3}\n");

        Typed typed = desk.run("import", "a.jsonl", "--collection", "t");

        assertThat(typed.code()).isEqualTo(65);
        assertThat(typed.err()).contains("a.jsonl, line 2", "--from 2", "--skip-bad");
        assertThat(desk.run("list", "--json").out()).contains("\"records\":1");
        assertThat(desk.run("import", "a.jsonl", "--collection", "t", "--from", "3").code())
                .isZero();
        assertThat(desk.run("list", "--json").out()).contains("\"records\":2");
    }

    @Test
    void bad_lines_can_be_skipped_and_are_listed() throws IOException {
        write("a.jsonl", "{\"n\":1}\nnope\n{\"n\":\"\\u0000\"}\n{\"n\":3}\n");

        Typed typed = desk.run("import", "a.jsonl", "--collection", "t", "--skip-bad");

        assertThat(typed.code()).isZero();
        assertThat(typed.out()).contains("Imported 2 records", "2 bad lines");
        assertThat(typed.err()).contains("line 2: ", "line 3: ", "U+0000");
    }

    @Test
    void what_was_deleted_here_stays_deleted_unless_it_is_asked_for() throws IOException {
        write("a.jsonl", "{\"n\":1}\n");
        desk.run("import", "a.jsonl", "--collection", "t");
        String line = desk.run("list", "t", "--json").out();
        String id = line.replaceAll("(?s).*\"id\":\"([^\"]+)\".*", "$1");
        desk.run("delete", "t", id);

        assertThat(desk.run("import", "a.jsonl", "--collection", "t").out())
                .contains("1 were deleted here", "--restore");
        assertThat(desk.run("list", "t", "--json").out()).isEmpty();
        desk.run("import", "a.jsonl", "--collection", "t", "--restore");
        assertThat(desk.run("list", "t", "--json").out()).contains(id);
    }

    @Test
    void the_standard_input_is_imported_too() {
        Typed typed =
                desk.typing("a;b\n1;x\n")
                        .run(
                                "import",
                                "-",
                                "--collection",
                                "t",
                                "--format",
                                "csv",
                                "--delimiter",
                                ";");

        assertThat(typed.out()).startsWith("Imported 1 records");
    }

    @Test
    void missing_files_and_broken_tables_are_told() throws IOException {
        assertThat(desk.run("import", "none.csv", "--collection", "t").code()).isEqualTo(66);
        assertThat(desk.run("import", "a.csv").err()).contains("--collection");
        write("a.csv", "a,b\n1,2\n\"3,4\n");

        Typed typed = desk.run("import", "a.csv", "--collection", "t");

        assertThat(typed.code()).isEqualTo(65);
        assertThat(typed.err()).contains("line 3", "quote");
        assertThat(desk.run("list", "--json").out()).contains("\"records\":1");
    }

    @Test
    void a_table_is_exported_with_a_column_for_each_field() throws IOException {
        write("a.jsonl", "{\"a\":1.50,\"b\":\"x, \\\"y\\\"\"}\n{\"b\":\"z\",\"id\":7}\n");
        desk.run("import", "a.jsonl", "--collection", "t");

        assertThat(desk.run("export", "t.csv", "--collection", "t").code()).isZero();

        assertThat(Files.readString(folder.resolve("t.csv")))
                .startsWith("_id,a,b,id\r\n")
                .contains(",1.50,\"x, \"\"y\"\"\",\r\n", ",,z,7\r\n");
        assertThat(desk.run("export", "t.csv", "--collection", "t").code()).isEqualTo(2);
    }

    @Test
    void a_large_file_is_imported_in_transactions_and_little_memory() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            lines.append(String.format(Locale.ROOT, "{\"n\":%d}%n", i));
        }
        write("a.jsonl", lines.toString());

        Typed typed = desk.run("import", "a.jsonl", "--collection", "t", "--batch", "700");

        assertThat(typed.out()).startsWith("Imported 3,000 records");
        assertThat(desk.run("list", "--json").out()).contains("\"records\":3000");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}

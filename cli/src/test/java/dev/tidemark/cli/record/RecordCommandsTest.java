package dev.tidemark.cli.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.Typed;
import dev.tidemark.cli.Typed.Desk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordCommandsTest {
    @TempDir private Path folder;
    private Desk desk;

    @BeforeEach
    void make_a_database() {
        desk = Desk.at(folder);
        assertThat(desk.run("init").code()).isZero();
    }

    @Test
    void a_record_is_put_and_shown_with_exact_values() {
        String id =
                put("notes", "title=Milk", "price:=1.50", "big:=9007199254740993", "gone:=null");

        assertThat(desk.run("get", "notes", id, "--json").out())
                .contains(
                        "\"fields\":{\"big\":9007199254740993,\"gone\":null,\"price\":1.50,"
                                + "\"title\":\"Milk\"}",
                        "\"pending\":true");
        assertThat(desk.run("get", "notes", id).lines()).contains("  price  1.50", "  title  Milk");
    }

    @Test
    void fields_come_from_the_standard_input_too() {
        String id = desk.typing("{\"a\":1e400}").run("put", "notes", "--fields", "-", "b=x").out();

        assertThat(desk.run("get", "notes", id.strip(), "--json").out())
                .contains("{\"a\":1e400,\"b\":\"x\"}");
    }

    @Test
    void a_put_under_an_id_writes_only_what_differs() {
        String id = put("notes", "a=1");

        assertThat(desk.run("put", "notes", "a=1", "--id", id, "--json").out())
                .contains("\"written\":false");
        assertThat(desk.run("put", "notes", "b=2", "--id", id, "--json").out())
                .contains("\"written\":true");
        assertThat(desk.run("pending", "--json").lines()).hasSize(2);
    }

    @Test
    void fields_are_set_unset_added_and_counted() {
        String id = put("notes", "a=1", "b=2");

        Typed typed = desk.run("set", "notes", id, "a=3", "--unset", "b");

        assertThat(typed.code()).isZero();
        assertThat(desk.run("get", "notes", id, "--json").out()).contains("{\"a\":\"3\"}");
    }

    @Test
    void a_deleted_record_is_not_found_until_it_is_restored() {
        String id = put("notes", "a=1");

        assertThat(desk.run("delete", "notes", id).code()).isZero();

        assertThat(desk.run("get", "notes", id).code()).isEqualTo(3);
        assertThat(desk.run("set", "notes", id, "a=2").err()).contains("--restore");
        assertThat(desk.run("get", "notes", id, "--deleted").out()).contains("deleted");
        assertThat(desk.run("set", "notes", id, "a=2", "--restore").code()).isZero();
        assertThat(desk.run("get", "notes", id, "--json").out()).contains("{\"a\":\"2\"}");
    }

    @Test
    void several_deletions_are_one_transaction() {
        String id = put("notes", "a=1");

        Typed typed = desk.run("delete", "notes", id, "11111111-1111-4111-8111-111111111111");

        assertThat(typed.code()).isEqualTo(3);
        assertThat(desk.run("get", "notes", id).code()).isZero();
    }

    @Test
    void collections_and_records_are_listed() {
        String first = put("notes", "a=1", "tag=x");
        put("notes", "a=2", "tag=y");
        put("tasks", "a=3");

        assertThat(desk.run("list", "--json").lines())
                .containsExactly(
                        "{\"collection\":\"notes\",\"records\":2}",
                        "{\"collection\":\"tasks\",\"records\":1}");
        assertThat(desk.run("list", "notes", "--where", "tag=x", "--json").lines())
                .singleElement()
                .asString()
                .contains(first);
        assertThat(desk.run("list", "notes", "--field", "tag", "--limit", "1").lines())
                .hasSize(2)
                .first()
                .asString()
                .containsPattern("ID +TAG");
    }

    @Test
    void a_schema_is_kept_to_on_the_device_already() throws IOException {
        Files.writeString(
                folder.resolve("app.yaml"),
                """
                version: 1
                collections:
                  notes:
                    naturalKey: { fields: [title], foldCase: true }
                    fields: { tags: { kind: set }, views: { kind: counter } }
                    schema: { type: object, required: [title] }
                """);
        Desk strict = desk.with("TIDEMARK_DB", "strict.db");
        assertThat(strict.run("init", "--schema", "app.yaml").code()).isZero();

        String id = strict.run("put", "notes", "title=Milk", "tags:=[\"a\"]").out().strip();
        assertThat(
                        strict.run(
                                        "set",
                                        "notes",
                                        id,
                                        "--add",
                                        "tags=b",
                                        "--remove",
                                        "tags=a",
                                        "--increment",
                                        "views=2")
                                .err())
                .isEmpty();
        assertThat(strict.run("get", "notes", id, "--json").out())
                .contains("\"tags\":[\"b\"]", "\"views\":2");

        Typed twice = strict.run("put", "notes", "title= MILK ");
        assertThat(twice.code()).isEqualTo(4);
        assertThat(twice.err()).contains("title");
        assertThat(strict.run("put", "notes", "text=x").code()).isEqualTo(4);
        assertThat(strict.run("put", "tasks", "title=x").err()).contains("tasks");
    }

    @Test
    void a_bad_schema_says_where() throws IOException {
        Files.writeString(
                folder.resolve("app.yaml"), "version: 1\ncollections: { a: { rul: x } }\n");

        Typed typed = desk.with("TIDEMARK_DB", "b.db").run("init", "--schema", "app.yaml");

        assertThat(typed.code()).isEqualTo(65);
        assertThat(typed.err()).contains("app.yaml", "line 2", "collections.a.rul");
        assertThat(folder.resolve("b.db")).doesNotExist();
    }

    @Test
    void a_database_that_is_not_there_or_not_ours_is_refused_and_left_alone() throws IOException {
        Typed missing = desk.run("list", "--db", "none.db");
        assertThat(missing.code()).isEqualTo(66);
        assertThat(missing.err()).contains("none.db", "tidemark init");
        assertThat(folder.resolve("none.db")).doesNotExist();

        Path strange = Files.writeString(folder.resolve("notes.txt"), "x".repeat(5000));
        Typed notOurs = desk.run("list", "--db", "notes.txt");
        assertThat(notOurs.code()).isEqualTo(67);
        assertThat(strange).hasContent("x".repeat(5000));
    }

    @Test
    void what_no_storage_can_hold_is_refused() {
        Typed typed = desk.run("put", "notes", "a:=\"\\u0000\"");

        assertThat(typed.code()).isEqualTo(4);
        assertThat(typed.err()).contains("U+0000");
    }

    @Test
    void text_that_would_rewrite_a_terminal_is_made_harmless() {
        String id = put("notes", "a:=\"\\u001b[2J\"");

        assertThat(desk.run("get", "notes", id).out()).doesNotContain("\u001b");
        assertThat(desk.run("list", "notes").out()).doesNotContain("\u001b");
    }

    private String put(String collection, String... fields) {
        String[] args = new String[fields.length + 2];
        args[0] = "put";
        args[1] = collection;
        System.arraycopy(fields, 0, args, 2, fields.length);
        Typed typed = desk.run(args);
        assertThat(typed.err()).isEmpty();
        return typed.out().strip();
    }
}

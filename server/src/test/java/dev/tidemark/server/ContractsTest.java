package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.fake.Reply;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// One account, many contracts: a record that is written by one is read by each other one, and
/// nothing of it is lost.
class ContractsTest {

    /// What a careless reader would round, drop, sort or unify.
    private static final Value.Obj DATA =
            json(
                    """
                    {"absentIsNot":null,"big":9007199254740993,"deep":{"b":[null,{"x":1.0}],"a":[]},
                     "exact":1.10,"huge":1e400,"minus":-0,"text":"\\u00e9 e\\u0301 \\ud83c\\udf0a","yes":true}
                    """);

    @TempDir private Path folder;
    private Site site;
    private String owner;
    private final String id = UUID.randomUUID().toString();

    @BeforeEach
    void start() {
        site = Site.on(folder);
        owner = site.owner(site.account("open"));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static Value.Obj json(String text) {
        return (Value.Obj) Json.read(text.getBytes(StandardCharsets.UTF_8), JsonLimits.STORED);
    }

    static Stream<Arguments> pairs() {
        return Stream.of(Tongue.values())
                .flatMap(one -> Stream.of(Tongue.values()).map(other -> Arguments.of(one, other)));
    }

    private void write(Tongue tongue, Value.Obj data, int seconds, boolean seen) {
        tongue.write(site, owner, id, data, seconds, seen);
    }

    private Value.Obj read(Tongue tongue) {
        return tongue.read(site, owner, id);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void what_one_contract_writes_another_reads_to_the_last_digit(Tongue one, Tongue other) {
        write(one, DATA, 0, true);

        assertThat(read(other)).isEqualTo(DATA);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void what_another_contract_leaves_alone_stays_as_it_was(Tongue one, Tongue other) {
        write(one, DATA, 0, true);
        write(other, DATA.with("yes", Value.FALSE), 10, true);

        for (Tongue reader : Tongue.values()) {
            assertThat(read(reader)).isEqualTo(DATA.with("yes", Value.FALSE));
        }
        site.call().get("/v1/conflicts").bearer(owner).expect(200).lacks(id);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void a_field_that_is_taken_away_by_one_is_absent_and_not_null_in_the_other(
            Tongue one, Tongue other) {
        write(one, DATA, 0, true);
        Value.Obj fewer = json("{\"big\":9007199254740993,\"absentIsNot\":null}");
        write(other, fewer, 10, true);

        for (Tongue reader : Tongue.values()) {
            assertThat(read(reader)).isEqualTo(fewer);
        }
    }

    @ParameterizedTest
    @CsvSource({"COMMANDS, LOG", "LOG, COMMANDS"})
    void what_two_contracts_write_at_once_is_one_conflict_with_both_values(
            Tongue one, Tongue other) {
        write(one, json("{\"text\":\"first\"}"), 0, false);
        write(other, json("{\"text\":\"second\"}"), 600, false);

        for (Tongue reader : Tongue.values()) {
            assertThat(read(reader)).isEqualTo(json("{\"text\":\"second\"}"));
        }
        Reply conflicts = site.call().get("/v1/conflicts").bearer(owner).expect(200);
        conflicts.has(id, "\"first\"", "\"second\"", "update_update");
    }

    @ParameterizedTest
    @CsvSource({
        "COMMANDS, COMMANDS",
        "COMMANDS, LOG",
        "LOG, COMMANDS",
        "LOG, LOG",
        "ENVELOPES, COMMANDS",
        "ENVELOPES, LOG"
    })
    void what_one_contract_deletes_is_deleted_in_the_other_and_can_come_back(
            Tongue one, Tongue other) {
        write(one, DATA, 0, true);
        other.delete(site, owner, id, 10);
        for (Tongue reader : Tongue.values()) {
            assertThat(read(reader)).isNull();
        }
        write(Tongue.LOG, DATA, 20, true);

        List<Value.Obj> read = Stream.of(Tongue.values()).map(this::read).toList();
        assertThat(read).allMatch(DATA::equals);
    }
}

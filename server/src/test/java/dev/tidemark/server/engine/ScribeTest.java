package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Writer.json;
import static dev.tidemark.server.engine.Writer.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules.History;
import dev.tidemark.server.engine.Scribing.Request;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.AnsweredRow;
import dev.tidemark.server.store.HoldRow;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScribeTest {

    private static final RecordKey NOTE = note("n");

    @TempDir Path folder;
    private Workbench bench;
    private Writer a;
    private Writer plain;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
        a = bench.device("a");
        plain = bench.device("plain");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private <T> T scribe(Function<Scribe, T> work) {
        return bench.scribing()
                .write(
                        new Request(plain.asking(), "log", false),
                        scribe -> {
                            T done = work.apply(scribe);
                            return transcript -> done;
                        });
    }

    private Wish wish(Op op, RecordKey key, String fields, VersionVector seen) {
        return new Wish(bench.newId(), key, op, json(fields), List.of(), bench.now, null, seen);
    }

    private Scribed write(Op op, String fields, VersionVector seen) {
        return scribe(scribe -> scribe.write(wish(op, NOTE, fields, seen)));
    }

    @Test
    void a_wish_becomes_a_change_by_a_device_of_the_servers_own() {
        assertThat(write(Op.CREATE, "{'title':'Milk'}", VersionVector.EMPTY))
                .isEqualTo(new Scribed.Taken(1, false));

        a.pull();
        assertThat(a.records.get(NOTE).state().vv().counters()).containsOnlyKeys("log:plain");
        assertThat(a.records.get(NOTE).updatedBy()).isEqualTo("plain");
        assertThat(bench.announced).containsExactly(Workbench.ACCOUNT);
    }

    @Test
    void a_client_has_seen_what_was_written_for_it() {
        write(Op.CREATE, "{'title':'Milk'}", VersionVector.EMPTY);
        write(Op.UPDATE, "{'title':'Bread'}", VersionVector.EMPTY);

        a.pull();
        assertThat(a.records.get(NOTE).fields()).isEqualTo(json("{'title':'Bread'}"));
        assertThat(bench.openConflicts()).isEmpty();
    }

    @Test
    void what_a_client_had_not_seen_is_concurrent() {
        a.push(a.create(NOTE, "{'title':'Milk'}"));

        assertThat(write(Op.CREATE, "{'title':'Bread'}", VersionVector.EMPTY))
                .isEqualTo(new Scribed.Taken(2, true));
        assertThat(bench.openConflicts()).hasSize(1);
    }

    @Test
    void a_place_in_the_log_tells_what_of_a_record_was_seen() {
        a.push(a.create(NOTE, "{'title':'Milk','done':false}"));
        long then = bench.seq();
        a.push(a.update(NOTE, "{'title':'Bread'}"));

        scribe(scribe ->
                scribe.write(wish(Op.UPDATE, NOTE, "{'done':true}", scribe.seenAt(NOTE, then))));
        assertThat(bench.openConflicts()).isEmpty();
        scribe(scribe ->
                scribe.write(wish(Op.UPDATE, NOTE, "{'title':'Eggs'}", scribe.seenAt(NOTE, then))));
        assertThat(bench.openConflicts()).hasSize(1);
        VersionVector nothing = scribe(scribe -> scribe.seenAt(NOTE, 0));
        assertThat(nothing).isEqualTo(VersionVector.EMPTY);
    }

    @Test
    void a_whole_record_changes_what_its_sender_knew_to_be_otherwise() {
        a.push(a.create(NOTE, "{'title':'Milk','done':false,'note':'x'}"));
        long then = bench.seq();
        a.push(a.update(NOTE, "{'title':'Bread'}"));

        scribe(scribe -> {
            VersionVector seen = scribe.seenAt(NOTE, then);
            Wish wish = wish(Op.UPDATE, NOTE, "{}", seen);
            return scribe.write(
                    wish.with(scribe.changes(NOTE, json("{'title':'Milk','done':true}"), seen)));
        });

        a.pull();
        assertThat(a.records.get(NOTE).fields()).isEqualTo(json("{'title':'Bread','done':true}"));
        assertThat(bench.openConflicts()).isEmpty();
    }

    @Test
    void a_place_whose_past_is_compacted_still_tells_what_was_seen() {
        a.push(a.create(NOTE, "{'title':'Milk','done':false}"));
        long then = bench.seq();
        for (int n = 0; n < 20; n++) {
            a.push(a.update(NOTE, "{'title':'Bread %d'}".formatted(n)));
        }
        bench.pass(Duration.ofDays(365));
        RetentionRules rules = new RetentionRules(new History(1, 1), Duration.ofDays(1));
        assertThat(bench.compact(rules).versions()).isPositive();

        Scribed done =
                scribe(scribe -> {
                    VersionVector seen = scribe.seenAt(NOTE, then);
                    return scribe.write(
                            wish(Op.UPDATE, NOTE, "{}", seen)
                                    .with(scribe.changes(NOTE, json("{'title':'Eggs'}"), seen)));
                });

        assertThat(done).isInstanceOf(Scribed.Taken.class);
        assertThat(((Scribed.Taken) done).merged()).isTrue();
        assertThat(bench.openConflicts()).isNotEmpty();
    }

    @Test
    void what_a_rule_refuses_leaves_no_trace_and_the_rest_goes_on() {
        List<Scribed> done =
                scribe(scribe -> {
                    List<Scribed> all = new ArrayList<>();
                    all.add(scribe.write(wish(Op.UPDATE, NOTE, "{}", VersionVector.EMPTY)));
                    all.add(scribe.write(wish(Op.CREATE, NOTE, "{}", VersionVector.EMPTY)));
                    return all;
                });

        assertThat(done.get(0)).isInstanceOf(Scribed.Refused.class);
        assertThat(done.get(1)).isEqualTo(new Scribed.Taken(1, false));
    }

    @Test
    void a_preview_answers_the_same_and_changes_nothing() {
        Request request = new Request(plain.asking(), "log", false);
        Scribing.Work<EncodedEntry> work =
                scribe -> {
                    scribe.write(wish(Op.CREATE, NOTE, "{'title':'Milk'}", VersionVector.EMPTY));
                    return transcript -> transcript.entry(NOTE).orElseThrow();
                };

        EncodedEntry foreseen = bench.scribing().preview(request, work);
        assertThat(bench.seq()).isZero();
        EncodedEntry written = bench.scribing().write(request, work);
        assertThat(foreseen.bytes()).isEqualTo(written.bytes());
    }

    @Test
    void what_is_kept_with_an_answer_is_lost_with_the_request() {
        byte[] bytes = "x".getBytes(StandardCharsets.UTF_8);
        Request request = new Request(plain.asking(), "log", false);
        Scribing.Work<String> failing =
                scribe -> {
                    scribe.write(wish(Op.CREATE, NOTE, "{}", VersionVector.EMPTY));
                    return transcript -> {
                        new AnsweredRow("log", "op", bytes, bytes, transcript.head().seq(), 0)
                                .keep(transcript.tx(), Workbench.ACCOUNT);
                        throw Problem.of(ProblemCode.ALREADY_EXISTS, "Not this time.");
                    };
                };

        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> bench.scribing().write(request, failing));
        assertThat(bench.seq()).isZero();
        bench.lanes()
                .readNow(tx ->
                        assertThat(AnsweredRow.find(tx, Workbench.ACCOUNT, "log", "op")).isEmpty());
    }

    @Test
    void the_page_behind_a_standpoint_has_what_was_just_written() {
        a.push(a.create(note("other"), "{}"));
        int entries =
                bench.scribing()
                        .write(
                                new Request(plain.asking(), "log", false),
                                scribe -> {
                                    Standpoint since = scribe.standpoint(null);
                                    scribe.write(wish(Op.CREATE, NOTE, "{}", VersionVector.EMPTY));
                                    return transcript ->
                                            transcript.page(since, 10).changes().size();
                                });

        assertThat(entries).isEqualTo(2);
    }

    @Test
    void a_mass_deletion_is_held_unless_a_person_has_confirmed_it() {
        a.push(Mass.creates(a, 0, 20));
        bench.guard(Mass.LIMITS);
        Scribing.Work<Long> deleteAll =
                scribe -> {
                    long done = 0;
                    for (int i = 0; i < 20; i++) {
                        RecordKey key = Mass.key(i);
                        Wish wish =
                                Wish.of(
                                        "delete-" + i,
                                        key,
                                        Op.DELETE,
                                        bench.now,
                                        scribe.seenNow(key));
                        done += scribe.write(wish) instanceof Scribed.Taken ? 1 : 0;
                    }
                    long taken = done;
                    return transcript -> taken;
                };

        assertThat(bench.scribing().write(new Request(plain.asking(), "log", false), deleteAll))
                .isZero();
        assertThat(bench.holds().list(Workbench.ACCOUNT, true, 10))
                .singleElement()
                .extracting(HoldRow::count)
                .isEqualTo(20L);
        assertThat(bench.scribing().write(new Request(plain.asking(), "log", true), deleteAll))
                .isZero(); // They are held by name; who confirms takes other names.
    }

    @Test
    void wishes_that_belong_together_are_written_all_or_none() {
        List<Wish> both =
                List.of(
                        wish(Op.CREATE, NOTE, "{'title':'Milk'}", VersionVector.EMPTY),
                        Wish.of(bench.newId(), NOTE, Op.DELETE, bench.now, VersionVector.EMPTY));
        Scribed taken = scribe(scribe -> scribe.writeAll(both));
        assertThat(taken).isEqualTo(new Scribed.Taken(2, false));

        bench.app = Schemas.app(Schemas.collection("notes").frozenAt("status", "done"));
        RecordKey other = note("other");
        List<Wish> freezing =
                List.of(
                        wish(Op.CREATE, other, "{'status':'done'}", VersionVector.EMPTY),
                        Wish.of(bench.newId(), other, Op.DELETE, bench.now, VersionVector.EMPTY));
        Scribed refused = scribe(scribe -> scribe.writeAll(freezing));
        assertThat(refused).isInstanceOf(Scribed.Refused.class);
        assertThat(bench.seq()).isEqualTo(2);
        assertThat(bench.openConflicts()).isEmpty();
    }

    @Test
    void a_client_that_overwrites_its_own_records_again_and_again_is_not_held() {
        bench.guard(Mass.LIMITS);
        writeAll(Op.CREATE, 100, 0);

        for (int round = 1; round < 7; round++) {
            assertThat(writeAll(Op.UPDATE, 20, round)).isEqualTo(20);
        }
        assertThat(bench.holds().list(Workbench.ACCOUNT, true, 10)).isEmpty();
    }

    private int writeAll(Op op, int records, int value) {
        return scribe(scribe -> {
            int taken = 0;
            for (int i = 0; i < records; i++) {
                RecordKey key = Mass.key(i);
                Wish wish = wish(op, key, "{'n':" + value + "}", scribe.seenNow(key));
                taken += scribe.write(wish) instanceof Scribed.Taken ? 1 : 0;
            }
            return taken;
        });
    }
}

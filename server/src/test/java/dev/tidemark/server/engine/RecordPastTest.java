package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Schemas.collection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.record.Effect;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.sql.Tx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordPastTest {

    private static final RecordKey NOTE = Writer.note("n");

    @TempDir Path folder;
    private Workbench bench;

    @BeforeEach
    void open() {
        bench =
                new Workbench(
                        folder,
                        Schemas.app(
                                collection("notes")
                                        .group("x", "y")
                                        .field("tags", FieldKind.SET)
                                        .field("hits", FieldKind.COUNTER)
                                        .field("body", FieldKind.TEXT)));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /// Four devices that write one record without knowing much of each other.
    private void history(int writes, long seed) {
        Random random = new Random(seed);
        List<Writer> devices = new ArrayList<>();
        for (String id : List.of("a", "b", "c", "d")) {
            devices.add(bench.device(id));
        }
        devices.getFirst().accepted(devices.getFirst().create(NOTE, "{'n':0}"));
        devices.forEach(Writer::pull);
        for (int i = 0; i < writes; i++) {
            Writer device = devices.get(random.nextInt(4));
            device.accepted(device.update(NOTE, fields(random, i)));
            if (random.nextInt(3) == 0) {
                devices.get(random.nextInt(4)).pull();
            }
        }
    }

    private static String fields(Random random, int i) {
        return switch (random.nextInt(5)) {
            case 0 -> "{'x':" + i + "}";
            case 1 -> "{'tags':{'add':['t" + random.nextInt(4) + "'],'remove':['t1']}}";
            case 2 -> "{'hits':{'increment':" + i + "}}";
            case 3 -> "{'body':'line " + i + "\\nend'}";
            default -> "{'n':" + i + ",'y':1}";
        };
    }

    private List<Effect> effects(Tx tx) {
        List<Effect> effects = new ArrayList<>();
        for (long seq = 1; seq <= Head.find(tx, Workbench.ACCOUNT).orElseThrow().seq(); seq++) {
            effects.add(Change.of(ChangeRow.at(tx, Workbench.ACCOUNT, seq)).effect());
        }
        return effects;
    }

    private RecordPast past(Tx tx) {
        RecordRow row = RecordRow.find(tx, Workbench.ACCOUNT, NOTE).orElseThrow();
        return new RecordPast(tx, Workbench.ACCOUNT, Standing.of(row), List.of());
    }

    @Test
    void the_past_of_any_context_is_the_fold_of_what_it_covers() {
        history(120, 11);
        Random random = new Random(5);
        bench.lanes()
                .readNow(tx -> {
                    List<Effect> effects = effects(tx);
                    for (int round = 0; round < 120; round++) {
                        TreeMap<String, Long> counters = new TreeMap<>();
                        // Contexts that somebody can have had: those of a write, with some more
                        // dots.
                        Effect one = effects.get(random.nextInt(effects.size()));
                        Effect other = effects.get(random.nextInt(effects.size()));
                        VersionVector context =
                                VersionVector.of(counters)
                                        .join(one.context())
                                        .join(other.context());
                        RecordState expected = RecordState.EMPTY;
                        for (Effect effect : effects) {
                            if (context.covers(effect.dot())) {
                                expected = expected.apply(effect);
                            }
                        }
                        assertThat(past(tx).at(context)).isEqualTo(expected);
                    }
                    return null;
                });
    }

    @Test
    void every_dot_is_found_and_no_other() {
        history(100, 12);
        bench.lanes()
                .readNow(tx -> {
                    List<Effect> effects = effects(tx);
                    for (int i = 0; i < effects.size(); i++) {
                        Effect effect = effects.get(i);
                        Change found = (Change) past(tx).find(effect.dot()).orElseThrow();
                        assertThat(found.seq()).isEqualTo(i + 1L);
                        assertThat(found.effect()).isEqualTo(effect);
                    }
                    assertThat(past(tx).find(past(tx).at(VersionVector.EMPTY).vv().next("a")))
                            .isPresent();
                    assertThat(past(tx).find(new dev.tidemark.core.causality.Dot("a", 1_000)))
                            .isEmpty();
                    assertThat(past(tx).find(new dev.tidemark.core.causality.Dot("z", 1)))
                            .isEmpty();
                    return null;
                });
    }

    @Test
    void a_device_that_is_back_after_many_changes_costs_few_reads() {
        Writer a = bench.device("a");
        Writer late = bench.device("late");
        a.accepted(a.create(NOTE, "{'x':0,'y':0}"));
        late.pull();
        Mutation queued = late.update(NOTE, "{'x':-1}");
        for (int batch = 0; batch < 2; batch++) {
            Mutation[] many = new Mutation[500];
            for (int i = 0; i < many.length; i++) {
                many[i] = a.update(NOTE, "{'n':" + i + "}");
            }
            a.push(many);
        }
        StatementCount count = new StatementCount();
        bench.restart(count.options());
        count.reset();
        late.accepted(queued);

        assertThat(count.statements()).isLessThan(80);
        assertThat(late.fields(NOTE)).contains("\"x\":-1", "\"y\":0");
    }
}

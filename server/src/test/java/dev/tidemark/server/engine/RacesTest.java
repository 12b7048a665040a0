package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Schemas.collection;
import static dev.tidemark.server.engine.Writer.note;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.Ack.Status;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.Page;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RacesTest {

    private static final int MANY = 16;

    @TempDir Path folder;
    private Workbench bench;

    @BeforeEach
    void open() {
        bench =
                new Workbench(
                        folder,
                        Schemas.app(collection("notes"), collection("people").named("name")));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /// Runs all of them at the same moment; their results.
    private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> task : tasks) {
                futures.add(
                        threads.submit(() -> {
                            go.await();
                            return task.call();
                        }));
            }
            go.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }

    @Test
    void identical_batches_sent_at_once_have_one_effect() throws Exception {
        Writer a = bench.device("a");
        Batch batch = a.batch(null, a.create(note("1"), "{'n':1}"), a.update(note("1"), "{'n':2}"));
        List<Callable<BatchAnswer>> tasks = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            tasks.add(() -> a.send(batch));
        }
        List<BatchAnswer> answers = together(tasks);

        assertThat(answers)
                .filteredOn(answer -> answer.acked().getFirst().status() == Status.APPLIED)
                .hasSize(1);
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.acked())
                                .extracting(Ack::version)
                                .containsExactly(1L, 2L));
    }

    @Test
    void of_many_records_with_one_name_one_gets_it() throws Exception {
        bench.device("first").accepted(bench.device("first").create(note("1"), "{}"));
        List<Callable<BatchAnswer>> tasks = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Writer device = bench.device("device-" + i).pull();
            Mutation mutation = device.create(new RecordKey("people", "p-" + i), "{'name':'Ann'}");
            tasks.add(() -> device.push(mutation));
        }
        List<BatchAnswer> answers = together(tasks);

        assertThat(answers).filteredOn(answer -> !answer.acked().isEmpty()).hasSize(1);
        assertThat(bench.openConflicts()).hasSize(MANY - 1);
    }

    @Test
    void a_reader_that_follows_its_cursor_misses_nothing_that_many_write() throws Exception {
        bench.device("first").accepted(bench.device("first").create(note("1"), "{}"));
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Writer device = bench.device("device-" + i).pull();
            String name = "w" + i + "-";
            tasks.add(() -> {
                int written = 0;
                for (int round = 0; round < 12; round++) {
                    Mutation[] mutations = new Mutation[round % 3 == 0 ? 40 : 1];
                    for (int n = 0; n < mutations.length; n++) {
                        mutations[n] = device.create(note(name + written++), "{'n':1}");
                    }
                    device.push(mutations);
                }
                return written;
            });
        }
        Writer reader = bench.device("reader");
        TreeSet<String> seen = new TreeSet<>();
        tasks.add(() -> {
            String cursor = null;
            for (int round = 0; round < 200; round++) {
                Page page = reader.page(cursor, 7);
                page.changes().forEach(entry -> seen.add(entry.key().id()));
                cursor = page.newSince();
            }
            reader.cursor = cursor;
            return 0;
        });
        int written = together(tasks).stream().mapToInt(Integer::intValue).sum();
        reader.pull();
        reader.records.keySet().forEach(key -> seen.add(key.id()));

        assertThat(seen).hasSize(written + 1);
    }
}

package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Schemas.collection;
import static dev.tidemark.server.engine.Writer.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules.History;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.store.Storage;
import dev.tidemark.sql.Faults;
import dev.tidemark.sql.Options;
import dev.tidemark.sql.StorageException;
import dev.tidemark.sql.StorageException.Kind;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.RestoreAnswer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What writes much at once, on a disk that fails at its first statement, then at its second, and
/// so on to the commit. Each time the file must hold what it held before, to the byte of every row.
class CutShortTest {

    private static final int STATEMENTS_MIN = 8;

    @TempDir Path folder;
    private final Disk disk = new Disk();
    private Workbench bench;
    private Writer a;
    private Writer b;

    @BeforeEach
    void fill() {
        bench =
                new Workbench(
                        folder,
                        Schemas.app(
                                collection("notes")
                                        .field("tags", FieldKind.SET)
                                        .field("hits", FieldKind.COUNTER),
                                collection("people").named("name")));
        a = bench.device("a");
        b = bench.device("b");
        a.push(
                a.create(note("kept"), "{'n':0,'tags':['t'],'hits':{'increment':1}}"),
                a.create(note("gone"), "{'n':0}"),
                a.create(people("ada"), "{'name':'ada'}"));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static RecordKey people(String id) {
        return new RecordKey("people", id);
    }

    private void change() {
        b.pull();
        a.push(
                a.update(note("kept"), "{'n':1,'tags':{'add':['u'],'remove':['t']}}"),
                a.delete(note("gone")),
                a.delete(people("ada")),
                a.create(people("eve"), "{'name':'ada'}"),
                a.create(note("new"), "{'n':1,'hits':{'increment':3}}"));
        b.push(b.update(note("kept"), "{'n':2}"));
        a.pull();
    }

    private void badDisk() {
        bench.restart(Options.DEFAULTS.withFaults(disk));
    }

    @Test
    void a_restore_is_whole_wherever_it_is_cut_short() {
        long seq = bench.seq();
        change();
        badDisk();
        Restore restore = new Restore(bench.newId(), seq, Extent.ALL, "then");
        Supplier<RestoreAnswer> deed = () -> bench.restoring().restore(bench.restorer(), restore);

        assertWhole(deed);

        RestoreAnswer again = deed.get();
        assertThat(again.restored()).isEqualTo(5);
        assertThat(bench.seq()).isEqualTo(again.version());
    }

    @Test
    void a_heal_is_whole_wherever_it_is_cut_short() {
        Path backup = bench.keep();
        change();
        List<EncodedEntry> offered = a.records.values().stream().map(a::encoded).toList();
        bench.putBack(backup);
        badDisk();

        assertWhole(() -> a.offer(offered));

        assertThat(a.offer(offered).joined()).isZero();
        assertThat(bench.shown()).containsKeys(note("new"), people("eve"));
    }

    @Test
    void a_compaction_is_whole_wherever_it_is_cut_short() {
        change();
        for (int n = 2; n < 6; n++) {
            a.push(a.update(note("kept"), "{'n':%d}".formatted(n)));
        }
        Map<RecordKey, Value.Obj> shown = bench.shown();
        bench.pass(Duration.ofDays(365));
        badDisk();
        RetentionRules rules = new RetentionRules(new History(1, 1), Duration.ofDays(1));

        assertWhole(() -> bench.compact(rules));

        Compacting.Done left = bench.compact(rules);
        assertThat(left.versions() + left.purged()).isZero();
        assertThat(bench.shown()).isEqualTo(shown);
    }

    @Test
    void a_batch_is_whole_wherever_it_is_cut_short() {
        change();
        badDisk();
        Batch batch =
                b.batch(
                        b.cursor,
                        b.update(note("kept"), "{'n':3,'hits':{'increment':4}}"),
                        b.create(note("more"), "{'n':1}"),
                        b.create(people("bob"), "{'name':'ada'}"));

        assertWhole(() -> b.send(batch));

        assertThat(b.send(batch).acked()).allMatch(ack -> ack.status().name().equals("DUPLICATE"));
    }

    /// Fails before the commit and at each statement in turn. The attempt that gets past all of
    /// them fails once it is committed, as if its answer had been lost.
    private void assertWhole(Supplier<?> deed) {
        List<String> before = rows();
        disk.failBeforeCommit();
        fail(deed);
        assertThat(rows()).as("cut before the commit").isEqualTo(before);
        int statement = 0;
        disk.failAtStatement(statement);
        fail(deed);
        while (!disk.committed) {
            assertThat(rows()).as("cut at statement %d, %s", statement, disk.at).isEqualTo(before);
            disk.failAtStatement(++statement);
            fail(deed);
        }
        assertThat(statement).isGreaterThan(STATEMENTS_MIN);
        assertThat(rows()).isNotEqualTo(before);
    }

    private void fail(Supplier<?> deed) {
        assertThatThrownBy(deed::get).isInstanceOf(StorageException.class);
        disk.mend();
    }

    /// All that is in the file, as another process would read it.
    private List<String> rows() {
        List<String> rows = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(Storage.FILE));
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            String named = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
            try (ResultSet row = statement.executeQuery(named)) {
                while (row.next()) {
                    tables.add(row.getString(1));
                }
            }
            for (String table : tables) {
                rows.addAll(rows(statement, table));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return rows;
    }

    private static List<String> rows(Statement statement, String table) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                StringBuilder text = new StringBuilder(table);
                for (int i = 1; i <= columns; i++) {
                    byte[] bytes = row.getBytes(i);
                    text.append(' ').append(bytes == null ? "-" : HexFormat.of().formatHex(bytes));
                }
                rows.add(text.toString());
            }
        }
        Collections.sort(rows);
        return rows;
    }

    private static final class Disk implements Faults {
        private int statementsLeft;
        private boolean bad;
        private boolean beforeCommit;
        private volatile boolean committed;
        private volatile String at = "";

        synchronized void failAtStatement(int number) {
            statementsLeft = number;
            beforeCommit = false;
            committed = false;
            bad = true;
        }

        synchronized void failBeforeCommit() {
            failAtStatement(Integer.MAX_VALUE);
            beforeCommit = true;
        }

        synchronized void mend() {
            bad = false;
        }

        @Override
        public synchronized void beforeStatement(String sql) {
            if (bad && statementsLeft-- == 0) {
                at = sql;
                throw new StorageException(Kind.IO, "the disk fails at a statement");
            }
        }

        @Override
        public synchronized void beforeCommit() {
            if (bad && beforeCommit) {
                throw new StorageException(Kind.IO, "the disk fails before a commit");
            }
        }

        @Override
        public synchronized void afterCommit() {
            if (bad) {
                committed = true;
                throw new StorageException(Kind.IO, "the disk fails after a commit");
            }
        }
    }
}

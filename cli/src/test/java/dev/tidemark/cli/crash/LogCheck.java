package dev.tidemark.cli.crash;

import dev.tidemark.cli.crash.Ledger.Acknowledged;
import dev.tidemark.cli.rig.Api;
import dev.tidemark.cli.rig.Findings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the database of a server that has stopped, by plain SQL, and compares its change log with
/// what was acknowledged.
final class LogCheck implements AutoCloseable {
    static final String SOUND = "the database file is sound";
    static final String GAPLESS = "the change log has no gap";
    static final String ONCE = "no mutation is in the change log twice";
    static final String KEPT = "every acknowledged mutation is in the change log, as it was sent";
    static final String ASKED = "nothing is in the change log that nobody asked for";
    static final String CHAINED = "the changes of each device to a record are numbered without gap";
    static final String LATEST = "each record stands at its latest change";

    private final Connection connection;
    private final String account;
    private final Findings findings;

    LogCheck(Path database, String account, Findings findings) throws SQLException {
        this.connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        this.account = account;
        this.findings = findings;
    }

    /// One change, as the log has it.
    ///
    /// @param key of the record, as in [Deed#key]
    /// @param dot as in [Deed#dot]
    /// @param mutation as the device asked for it
    record Change(long seq, String id, String key, String dot, JsonNode mutation) {}

    /// Compares the log with what was acknowledged: all of that must be in it, and nothing else.
    void compare(Ledger acknowledged) throws SQLException {
        Map<String, Acknowledged> missing = new HashMap<>();
        acknowledged.all().forEach(each -> missing.put(each.deed().id(), each));
        walk(change -> compare(change, missing.remove(change.id())));
        missing.values().forEach(each -> findings.violated(KEPT, "missing: " + each));
    }

    private void compare(Change change, @Nullable Acknowledged asked) {
        findings.check(ASKED, asked != null, change::toString);
        if (asked != null) {
            Deed deed = asked.deed();
            boolean same =
                    asked.version() == change.seq()
                            && deed.key().equals(change.key())
                            && deed.dot().equals(change.dot())
                            && deed.op().equals(change.mutation().path("op").asString())
                            && deed.fields().equals(change.mutation().path("fields"));
            findings.check(KEPT, same, () -> asked + " is " + change);
        }
    }

    /// Reads the log from its beginning, and checks what holds of any.
    void walk(Consumer<Change> visitor) throws SQLException {
        checkFile();
        Walk walk = new Walk();
        try (PreparedStatement changes = changes();
                ResultSet row = changes.executeQuery()) {
            while (row.next()) {
                visitor.accept(walk.step(row));
            }
        }
        findings.check(
                GAPLESS,
                walk.last == number("SELECT head_seq FROM account WHERE account_id = ?"),
                () -> "the account's head is not the log's");
        checkRecords(walk.latest);
    }

    private void checkFile() throws SQLException {
        try (ResultSet found =
                connection.createStatement().executeQuery("PRAGMA integrity_check")) {
            while (found.next()) {
                String says = found.getString(1);
                findings.check(SOUND, says.equals("ok"), () -> says);
            }
        }
    }

    private PreparedStatement changes() throws SQLException {
        return bound(
                "SELECT seq, collection || '/' || record_id, prev_seq, device, counter,"
                        + " mutation_id, mutation FROM change WHERE account_id = ? ORDER BY seq");
    }

    private void checkRecords(Map<String, Long> latest) throws SQLException {
        Set<String> left = new HashSet<>(latest.keySet());
        String sql = "SELECT collection || '/' || record_id, seq FROM record WHERE account_id = ?";
        try (PreparedStatement records = bound(sql);
                ResultSet row = records.executeQuery()) {
            while (row.next()) {
                String key = row.getString(1);
                long seq = row.getLong(2);
                left.remove(key);
                findings.check(
                        LATEST,
                        latest.getOrDefault(key, 0L) == seq,
                        () -> "%s stands at %d, not %s".formatted(key, seq, latest.get(key)));
            }
        }
        left.forEach(key -> findings.violated(LATEST, key + " has changes and no record"));
    }

    private PreparedStatement bound(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, account);
        return statement;
    }

    private long number(String sql) throws SQLException {
        try (PreparedStatement statement = bound(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : -1;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /// What is known while the log is read from its beginning.
    private final class Walk {
        private final Set<String> ids = new HashSet<>();
        private final Map<String, Long> latest = new HashMap<>();
        private final Map<String, Long> counters = new HashMap<>();
        private long last;

        Change step(ResultSet row) throws SQLException {
            long seq = row.getLong(1);
            String key = row.getString(2);
            String device = row.getString(4);
            long counter = row.getLong(5);
            String id = row.getString(6);
            long behind = last;
            findings.check(GAPLESS, seq == behind + 1, () -> seq + " follows " + behind);
            last = seq;
            findings.check(ONCE, ids.add(id), () -> "%s is at %d again".formatted(id, seq));
            checkChain(key, seq, row.getLong(3));
            long counted = counters.merge(key + " " + device, 1L, Long::sum);
            findings.check(
                    CHAINED,
                    counted == counter,
                    () -> "%s: %d is change %d by %s".formatted(key, counter, counted, device));
            return new Change(
                    seq, id, key, device + ":" + counter, Api.JSON.readTree(row.getBytes(7)));
        }

        private void checkChain(String key, long seq, long previous) {
            long before = latest.getOrDefault(key, 0L);
            findings.check(
                    CHAINED,
                    before == previous,
                    () -> "%d of %s follows %d".formatted(seq, key, previous));
            latest.put(key, seq);
        }
    }
}

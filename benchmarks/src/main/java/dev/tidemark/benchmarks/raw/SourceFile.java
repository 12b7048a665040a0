package dev.tidemark.benchmarks.raw;

import dev.tidemark.benchmarks.measure.Cpu;
import dev.tidemark.benchmarks.measure.Sample;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A database that Tidemark wrote, looked at from outside while it is in use.
public final class SourceFile implements AutoCloseable {

    private final Connection connection;
    private final SortedMap<String, Table> tables;

    public SourceFile(Path file) throws SQLException {
        connection = Plain.reader(file);
        tables = Table.all(connection);
    }

    /// The definitions of its tables and indexes.
    public List<String> definitions() throws SQLException {
        return Table.definitions(connection);
    }

    /// How many rows a table has.
    public long count(String table) throws SQLException {
        return number("SELECT count(*) FROM " + table);
    }

    /// The greatest number in a column; 0 without rows.
    public long greatest(String table, String column) throws SQLException {
        return number("SELECT max(%s) FROM %s".formatted(column, table));
    }

    private long number(String sql) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet rows = query.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /// Reads all rows of a query and keeps none.
    public Sample read(String sql) throws SQLException {
        double cpu = Cpu.ofThisThread();
        long began = System.nanoTime();
        long count = 0;
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet rows = query.executeQuery()) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                count++;
                for (int i = 1; i <= columns; i++) {
                    rows.getObject(i);
                }
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return Sample.of(count, seconds).withCpu("raw", Cpu.ofThisThread() - cpu);
    }

    /// What was written after a number, of all tables that have such a column; one number is one
    /// unit.
    ///
    /// @param column that counts what is written, such as `seq`
    /// @param updated tables whose rows were there before, with other values
    /// @param shared the table whose rows every transaction writes again; empty for none
    public Written writtenAfter(String column, long after, Set<String> updated, String shared)
            throws SQLException {
        SortedMap<Long, List<Row>> units = new TreeMap<>();
        for (Table table : tables.values()) {
            if (table.has(column)) {
                int place = table.columns().indexOf(column);
                String where = " WHERE %s > %d".formatted(column, after);
                for (@Nullable Object[] values : rows(table, where)) {
                    units.computeIfAbsent(number(values[place]), _ -> new ArrayList<>())
                            .add(table.row(values, updated.contains(table.name())));
                }
            }
        }
        return new Written(
                List.copyOf(units.values()), shared.isEmpty() ? List.of() : all(shared, true));
    }

    /// The events that the audit was told of after a number, each a unit, and the end of their
    /// chain.
    public Written eventsAfter(long number) throws SQLException {
        Table events = table("audit");
        Table ends = table("audit_head");
        String after = " WHERE event_id > " + number;
        return new Written(
                rows(events, after + " ORDER BY event_id").stream()
                        .map(values -> List.of(events.row(values, false)))
                        .toList(),
                rows(ends, after).stream().map(values -> ends.row(values, true)).toList());
    }

    /// All rows of a table, each a unit, in the order of a column.
    public Written all(String table, String orderBy) throws SQLException {
        Table known = table(table);
        List<List<Row>> units = new ArrayList<>();
        for (@Nullable Object[] values : rows(known, " ORDER BY " + orderBy)) {
            units.add(List.of(known.row(values, false)));
        }
        return new Written(units, List.of());
    }

    /// The rows of several tables side by side: the first unit is the first row of each, and so on.
    ///
    /// @param picked of each table as many rows
    public Written together(Picked... picked) throws SQLException {
        List<List<Row>> units = new ArrayList<>();
        for (Picked each : picked) {
            Table table = table(each.table());
            List<@Nullable Object[]> rows = rows(table, " " + each.rows());
            if (units.isEmpty()) {
                rows.forEach(_ -> units.add(new ArrayList<>()));
            }
            if (rows.size() != units.size()) {
                throw new IllegalStateException(
                        "%d rows of %s and not %d"
                                .formatted(rows.size(), table.name(), units.size()));
            }
            for (int i = 0; i < rows.size(); i++) {
                units.get(i).add(table.row(rows.get(i), each.updated()));
            }
        }
        return new Written(units, List.of());
    }

    /// Some rows of a table.
    ///
    /// @param rows which, in which order: `WHERE … ORDER BY …`
    /// @param updated whether they were there before, with other values
    public record Picked(String table, String rows, boolean updated) {}

    List<Row> all(String table, boolean update) throws SQLException {
        Table known = table(table);
        return rows(known, "").stream().map(values -> known.row(values, update)).toList();
    }

    SortedMap<String, Table> tables() {
        return tables;
    }

    private Table table(String name) {
        Table found = tables.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "no table %s in %s".formatted(name, tables.keySet()));
        }
        return found;
    }

    private List<@Nullable Object[]> rows(Table table, String rest) throws SQLException {
        List<@Nullable Object[]> found = new ArrayList<>();
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT * FROM " + table.name() + rest);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                @Nullable Object[] values = new Object[table.columns().size()];
                for (int i = 0; i < values.length; i++) {
                    Object value = rows.getObject(i + 1);
                    values[i] = value instanceof Integer number ? Long.valueOf(number) : value;
                }
                found.add(values);
            }
        }
        return found;
    }

    private static long number(@Nullable Object value) {
        return value instanceof Long number ? number : 0;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

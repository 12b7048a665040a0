package dev.tidemark.benchmarks.raw;

import dev.tidemark.benchmarks.measure.Cpu;
import dev.tidemark.benchmarks.measure.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A database with the tables of another one, written by plain JDBC: kept statements, one
/// transaction after the other, on one thread.
public final class RawFile implements AutoCloseable {

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private long commits;

    private RawFile(Connection connection) {
        this.connection = connection;
    }

    /// A new file with the tables, the indexes and the rows that the other has now.
    public static RawFile like(SourceFile source, Path file) throws IOException, SQLException {
        RawFile raw = empty(source, file);
        for (Table table : source.tables().values()) {
            raw.write(source.all(table.name(), false));
        }
        raw.connection.commit();
        return raw;
    }

    /// A new file with the tables and the indexes of another, without rows.
    public static RawFile empty(SourceFile source, Path file) throws IOException, SQLException {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(Path.of(file + suffix));
        }
        RawFile raw = new RawFile(Plain.writer(file));
        try (Statement statement = raw.connection.createStatement()) {
            for (String definition : source.definitions()) {
                statement.executeUpdate(definition);
            }
        }
        raw.connection.commit();
        return raw;
    }

    /// Writes it all again, in transactions of so many units.
    public Sample write(Written written, int unitsEach) throws SQLException {
        List<List<List<Row>>> transactions = written.inTransactions(unitsEach);
        double cpu = Cpu.ofThisThread();
        long began = System.nanoTime();
        for (List<List<Row>> transaction : transactions) {
            for (List<Row> unit : transaction) {
                write(unit);
            }
            write(written.shared());
            commit();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return Sample.of(written.units().size(), seconds).withCpu("raw", Cpu.ofThisThread() - cpu);
    }

    void write(List<Row> rows) throws SQLException {
        for (Row row : rows) {
            run(row.sql(), row.values());
        }
    }

    void commit() throws SQLException {
        connection.commit();
        commits++;
    }

    /// How many transactions were written.
    public long commits() {
        return commits;
    }

    private void run(String sql, @Nullable Object[] values) throws SQLException {
        PreparedStatement statement = kept(sql);
        for (int i = 0; i < values.length; i++) {
            bind(statement, i + 1, values[i]);
        }
        statement.executeUpdate();
    }

    private PreparedStatement kept(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setString(index, null);
            case Long number -> statement.setLong(index, number);
            case Double number -> statement.setDouble(index, number);
            case byte[] bytes -> statement.setBytes(index, bytes);
            case String text -> statement.setString(index, text);
            default -> throw new IllegalArgumentException("SQLite answers no " + value.getClass());
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

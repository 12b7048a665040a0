package dev.tidemark.benchmarks.raw;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A table as it was found.
///
/// @param keys the columns of its primary key, in the order of the key
public record Table(String name, List<String> columns, List<String> keys) {

    /// All tables of a database, by name.
    static SortedMap<String, Table> all(Connection connection) throws SQLException {
        SortedMap<String, Table> tables = new TreeMap<>();
        for (String name : names(connection)) {
            tables.put(name, new Table(name, columns(connection, name), keys(connection, name)));
        }
        return tables;
    }

    private static List<String> names(Connection connection) throws SQLException {
        return texts(
                connection,
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
    }

    /// The statements that make the tables and indexes of a database anew.
    static List<String> definitions(Connection connection) throws SQLException {
        return texts(
                connection,
                "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'"
                        + " ORDER BY type = 'table' DESC, rowid");
    }

    private static List<String> texts(Connection connection, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private static List<String> columns(Connection connection, String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM " + table + " LIMIT 0")) {
            ResultSetMetaData about = rows.getMetaData();
            for (int i = 1; i <= about.getColumnCount(); i++) {
                columns.add(about.getColumnName(i));
            }
        }
        return columns;
    }

    private static List<String> keys(Connection connection, String table) throws SQLException {
        SortedMap<Integer, String> keys = new TreeMap<>();
        try (ResultSet rows = connection.getMetaData().getPrimaryKeys(null, null, table)) {
            while (rows.next()) {
                keys.put(rows.getInt("KEY_SEQ"), rows.getString("COLUMN_NAME"));
            }
        }
        return List.copyOf(keys.values());
    }

    boolean has(String column) {
        return columns.contains(column);
    }

    /// A row with these values, in the order of the columns.
    ///
    /// @param update whether a row with this key is there already
    Row row(@Nullable Object[] values, boolean update) {
        return update ? updating(values) : new Row(insert(), values);
    }

    private String insert() {
        String places = String.join(", ", Collections.nCopies(columns.size(), "?"));
        return "INSERT INTO %s VALUES (%s)".formatted(name, places);
    }

    private Row updating(@Nullable Object[] values) {
        List<String> order =
                new ArrayList<>(columns.stream().filter(column -> !keys.contains(column)).toList());
        String sql =
                "UPDATE %s SET %s = ? WHERE %s = ?"
                        .formatted(
                                name, String.join(" = ?, ", order), String.join(" = ? AND ", keys));
        order.addAll(keys);
        @Nullable Object[] ordered = new Object[values.length];
        for (int i = 0; i < ordered.length; i++) {
            ordered[i] = values[columns.indexOf(order.get(i))];
        }
        return new Row(sql, ordered);
    }
}

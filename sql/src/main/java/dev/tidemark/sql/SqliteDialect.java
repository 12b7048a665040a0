package dev.tidemark.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** SQLite's own words. A statement costs no way to anywhere, so there is nothing to gather. */
final class SqliteDialect implements Dialect {

    static final Dialect INSTANCE = new SqliteDialect();

    /** Only one writes at a time, so every row that a writer reads is locked. */
    private static final Pattern FOR_UPDATE = Pattern.compile("\\s+FOR UPDATE\\b");

    private static final Pattern ANY = Pattern.compile("= ANY \\(\\?\\)");
    private static final Pattern POSITION = Pattern.compile("\\bposition\\(\\? IN (\\w+)\\)");

    private SqliteDialect() {}

    @Override
    public String translated(String sql) {
        String unlocked = FOR_UPDATE.matcher(sql).replaceAll("");
        String listed = ANY.matcher(unlocked).replaceAll("IN (SELECT value FROM json_each(?))");
        return POSITION.matcher(listed).replaceAll("instr($1, ?)");
    }

    @Override
    public int parameters(PreparedStatement statement, String sql) throws SQLException {
        return statement.getParameterMetaData().getParameterCount();
    }

    @Override
    public boolean gathers() {
        return false;
    }

    @Override
    public void bindNull(PreparedStatement statement, int position) throws SQLException {
        statement.setNull(position, Types.NULL);
    }

    @Override
    public void bindAny(PreparedStatement statement, int position, Collection<String> values)
            throws SQLException {
        statement.setString(
                position,
                values.stream()
                        .map(SqliteDialect::quoted)
                        .collect(Collectors.joining(",", "[", "]")));
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    @Override
    public StorageException failure(SQLException error, String where) {
        return StorageException.of(error, where);
    }
}

package dev.tidemark.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One kept statement: bind its values in order, then run it, as often as needed.
 *
 * <pre>{@code
 * Prepared insert = tx.prepare("INSERT INTO log (seq, body) VALUES (?, ?)");
 * for (Entry entry : entries) {
 *     insert.bind(entry.seq()).bind(entry.body()).update();
 * }
 * }</pre>
 *
 * <p>Every run needs all values again. Valid until its transaction ends.
 */
public final class Prepared {

    private final String sql;
    private final PreparedStatement statement;
    private final int parameters;
    private Tx tx;
    private int bound;
    private @Nullable Rows rows;

    Prepared(Tx tx, String sql, PreparedStatement statement) throws SQLException {
        this.tx = tx;
        this.sql = sql;
        this.statement = statement;
        this.parameters = statement.getParameterMetaData().getParameterCount();
    }

    /** Binds the next value. */
    public Prepared bind(long value) {
        try {
            statement.setLong(nextPosition(), value);
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Binds the next value. */
    public Prepared bind(double value) {
        try {
            statement.setDouble(nextPosition(), value);
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Binds the next value. */
    public Prepared bind(@Nullable String value) {
        try {
            statement.setString(nextPosition(), value);
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Binds the next value. */
    public Prepared bind(byte @Nullable [] value) {
        try {
            statement.setBytes(nextPosition(), value);
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Binds the next value: NULL. */
    public Prepared bindNull() {
        return bind((String) null);
    }

    /** Binds the next values; a Boolean becomes 1 or 0. */
    public Prepared bindAll(@Nullable Object... values) {
        for (Object value : values) {
            bindAny(value);
        }
        return this;
    }

    private void bindAny(@Nullable Object value) {
        if (value == null) {
            bindNull();
        } else if (value instanceof String text) {
            bind(text);
        } else if (value instanceof Long number) {
            bind(number.longValue());
        } else if (value instanceof Integer number) {
            bind(number.longValue());
        } else if (value instanceof byte[] bytes) {
            bind(bytes);
        } else if (value instanceof Double number) {
            bind(number.doubleValue());
        } else if (value instanceof Boolean yes) {
            bind(yes ? 1L : 0L);
        } else {
            throw new IllegalArgumentException(
                    "SQLite holds no " + value.getClass().getName() + ": " + sql);
        }
    }

    /** Runs a statement that answers no rows; how many rows it changed. */
    public int update() {
        ready();
        try {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Runs a query (or a statement with RETURNING) and streams its rows. */
    public Rows rows() {
        ready();
        try {
            Rows opened = new Rows(this, statement.executeQuery());
            rows = opened;
            tx.opened(opened);
            return opened;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Runs a query; all its rows. */
    public <T> List<T> list(Row.Mapper<T> mapper) {
        List<T> all = new ArrayList<>();
        try (Rows answer = rows()) {
            while (answer.next()) {
                all.add(mapper.map(answer));
            }
        }
        return all;
    }

    /** Runs a query; its first row, if it has one. */
    public <T> Optional<T> first(Row.Mapper<T> mapper) {
        try (Rows answer = rows()) {
            return answer.next() ? Optional.ofNullable(mapper.map(answer)) : Optional.empty();
        }
    }

    /** Runs a query; the first column of its first row, or {@code otherwise} without a row. */
    public long number(long otherwise) {
        try (Rows answer = rows()) {
            return answer.next() ? answer.getLong(1) : otherwise;
        }
    }

    String sql() {
        return sql;
    }

    boolean isOf(Tx user) {
        return tx == user;
    }

    /** Whether somebody in {@code user} is half-way through a run of this statement. */
    boolean busyIn(Tx user) {
        return tx == user && (bound > 0 || rows != null);
    }

    void attach(Tx user) {
        tx = user;
        bound = 0;
        rows = null;
    }

    void rowsClosed(Rows closed) {
        rows = null;
        tx.closed(closed);
    }

    StorageException failed(SQLException error) {
        return tx.failed(StorageException.of(error, sql));
    }

    void dispose() {
        try {
            statement.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private int nextPosition() {
        if (rows != null) {
            throw new IllegalStateException("Its rows are still being read: " + sql);
        }
        if (bound == parameters) {
            throw new IllegalStateException("All " + parameters + " values are bound: " + sql);
        }
        return ++bound;
    }

    private void ready() {
        int given = bound;
        bound = 0;
        if (given != parameters) {
            throw new IllegalStateException(
                    given + " of " + parameters + " values are bound: " + sql);
        }
        tx.beforeStatement(sql);
    }
}

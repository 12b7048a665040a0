package dev.tidemark.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
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
    private final Dialect dialect;
    private final PreparedStatement statement;
    private final int parameters;
    private Tx tx;
    private int bound;
    private @Nullable Rows rows;

    Prepared(Tx tx, String sql, Dialect dialect, PreparedStatement statement) throws SQLException {
        this.tx = tx;
        this.sql = sql;
        this.dialect = dialect;
        this.statement = statement;
        this.parameters = dialect.parameters(statement, sql);
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
        if (value == null) {
            return bindNull();
        }
        try {
            statement.setString(nextPosition(), value);
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Binds the next value. */
    public Prepared bind(byte @Nullable [] value) {
        if (value == null) {
            return bindNull();
        }
        try {
            statement.setBytes(nextPosition(), value);
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Binds the next value: NULL. */
    public Prepared bindNull() {
        try {
            dialect.bindNull(statement, nextPosition());
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Binds the values of which {@code = ANY (?)} means one. */
    public Prepared bindAny(Collection<String> values) {
        try {
            dialect.bindAny(statement, nextPosition(), values);
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Binds the next values; a Boolean becomes 1 or 0. */
    public Prepared bindAll(@Nullable Object... values) {
        for (Object value : values) {
            bindOne(value);
        }
        return this;
    }

    private void bindOne(@Nullable Object value) {
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
                    "A database holds no " + value.getClass().getName() + ": " + sql);
        }
    }

    /** Runs a statement that answers no rows; how many rows it changed. */
    public int update() {
        ready(false);
        try {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Runs a statement that answers no rows, and of which nobody needs to know how many it changed.
     * Where that is cheaper it waits for company: runs of this statement that follow each other are
     * sent together, before any other statement of the transaction. Those that do must change
     * different rows.
     */
    public void later() {
        ready(dialect.gathers());
        try {
            if (dialect.gathers()) {
                statement.addBatch();
                tx.gathers(this);
            } else {
                statement.executeUpdate();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    void sendGathered() {
        try {
            statement.executeBatch();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    void forgetGathered() {
        try {
            statement.clearBatch();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Runs a query (or a statement with RETURNING) and streams its rows. */
    public Rows rows() {
        ready(false);
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
        return tx.failed(dialect.failure(error, sql));
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

    private void ready(boolean gathers) {
        int given = bound;
        bound = 0;
        if (given != parameters) {
            throw new IllegalStateException(
                    given + " of " + parameters + " values are bound: " + sql);
        }
        tx.beforeStatement(this, sql, gathers);
    }
}

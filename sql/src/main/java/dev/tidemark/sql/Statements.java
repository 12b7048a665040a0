package dev.tidemark.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The kept statements of one connection, and the works that use them. Whose transactions they run
 * in, and who closes the connection, is another's business. Used by one thread at a time.
 */
public final class Statements {

    /** More texts than any program of ours has; a bound for those that build their SQL. */
    private static final int KEPT_MAX = 256;

    private static final Pattern NOT_FOR_WORKS =
            Pattern.compile(
                    "\\s*(BEGIN|START|COMMIT|END|ABORT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|ATTACH|DETACH"
                            + "|SET|VACUUM)\\b.*|.*\\b(OR|CONFLICT)\\s+ROLLBACK\\b.*",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Connection connection;
    private final Dialect dialect;
    private final Faults faults;
    private final Map<String, Prepared> kept = new LinkedHashMap<>(64, 0.75f, true);

    /** Those of a connection, none at first. */
    public Statements(Connection connection, Dialect dialect, Faults faults) {
        this.connection = connection;
        this.dialect = dialect;
        this.faults = faults;
    }

    Dialect dialect() {
        return dialect;
    }

    Faults faults() {
        return faults;
    }

    /**
     * Runs a work inside the transaction at hand.
     *
     * @throws StorageException if a statement failed, even if the work has swallowed that
     */
    public <T extends @Nullable Object> T run(Work<T> work) {
        Tx tx = new Tx(this);
        T result;
        try {
            result = work.run(tx);
            tx.sendGathered();
        } finally {
            tx.end();
        }
        tx.throwFailure(); // A work may have swallowed it.
        return result;
    }

    Prepared prepared(Tx tx, String sql) {
        Prepared known = kept.get(sql);
        if (known == null) {
            Prepared fresh = compile(tx, sql);
            kept.put(sql, fresh);
            dropEldest(tx);
            return fresh;
        }
        if (known.busyIn(tx)) {
            Prepared second = compile(tx, sql);
            tx.leaveOver(second);
            return second;
        }
        known.attach(tx);
        return known;
    }

    private Prepared compile(Tx tx, String sql) {
        if (NOT_FOR_WORKS.matcher(sql).matches()) {
            throw new IllegalArgumentException("Not for a work to say: " + sql);
        }
        try {
            return new Prepared(
                    tx, sql, dialect, connection.prepareStatement(dialect.translated(sql)));
        } catch (SQLException e) {
            throw tx.failed(dialect.failure(e, sql));
        }
    }

    private void dropEldest(Tx tx) {
        if (kept.size() > KEPT_MAX) {
            Iterator<Prepared> oldestFirst = kept.values().iterator();
            Prepared eldest = oldestFirst.next();
            oldestFirst.remove();
            if (eldest.isOf(tx)) {
                tx.leaveOver(eldest);
            } else {
                eldest.dispose();
            }
        }
    }
}

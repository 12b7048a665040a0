package dev.tidemark.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/** One connection with its kept statements; used by one thread at a time. */
final class Session implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Path file;
    private final Faults faults;
    private final Connection connection;
    private final Statements statements;
    private final Map<String, PreparedStatement> controls = new LinkedHashMap<>();

    private Session(Path file, Faults faults, Connection connection) {
        this.file = file;
        this.faults = faults;
        this.connection = connection;
        this.statements = new Statements(connection, SqliteDialect.INSTANCE, faults);
    }

    /** A connection that may write; the journal mode is as the file has it. */
    static Session writer(Path file, Options options) {
        Session session = connect(file, options, options.writerCacheKib());
        session.pragma("synchronous=FULL");
        session.pragma("fullfsync=ON"); // On macOS only F_FULLFSYNC reaches the platter.
        session.pragma("wal_autocheckpoint=" + options.checkpointPages());
        // Keeps the log's blocks allocated: overwriting is cheaper to flush than growing.
        session.pragma("journal_size_limit=" + options.checkpointPages() * 2L * 4096);
        return session;
    }

    /** A connection that refuses to write. */
    static Session reader(Path file, Options options) {
        Session session = connect(file, options, options.readerCacheKib());
        session.pragma("query_only=ON");
        return session;
    }

    private static Session connect(Path file, Options options, int cacheKib) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(options.busyTimeoutMillis());
        config.setGetGeneratedKeys(false); // Would cost a query after each INSERT.
        Session session;
        try {
            // A URI, because sqlite-jdbc takes what follows a ? in a plain path for settings.
            Connection connection = config.createConnection("jdbc:sqlite:" + file.toUri());
            session = new Session(file, options.faults(), connection);
        } catch (SQLException e) {
            throw StorageException.of(e, file.toString());
        }
        try {
            session.pragma("cache_size=-" + cacheKib);
            session.pragma("temp_store=MEMORY");
            session.pragma("foreign_keys=ON");
            session.pragma("trusted_schema=OFF");
            session.pragma("cell_size_check=ON");
            session.takeTransactions();
            return session;
        } catch (StorageException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Takes the transactions out of the driver's hands. While it commits by itself it makes sure of
     * that after each statement, by beginning a transaction inside ours, which SQLite refuses, with
     * a message and all: work for nothing. Told not to, it begins one at once; that is ended here,
     * and from then on there are those of {@link #begin} and no others.
     */
    private void takeTransactions() {
        try {
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw StorageException.of(e, file.toString());
        }
        control("COMMIT");
    }

    /** Runs a work inside the transaction at hand. */
    <T extends @Nullable Object> T run(Work<T> work) {
        return statements.run(work);
    }

    void begin() {
        control("BEGIN IMMEDIATE");
    }

    void beginSnapshot() {
        control("BEGIN");
    }

    void commit() {
        faults.beforeCommit();
        control("COMMIT");
        faults.afterCommit();
    }

    void endSnapshot() {
        control("COMMIT");
    }

    void rollback() {
        control("ROLLBACK");
    }

    void savepoint() {
        control("SAVEPOINT work");
    }

    void releaseSavepoint() {
        control("RELEASE work");
    }

    void rollbackSavepoint() {
        control("ROLLBACK TO work");
        control("RELEASE work");
    }

    private void control(String sql) {
        try {
            PreparedStatement statement = controls.get(sql);
            if (statement == null) {
                statement = connection.prepareStatement(sql);
                controls.put(sql, statement);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw StorageException.of(e, file.toString());
        }
    }

    /** Sets or asks a setting; the first column of the answer, or an empty text. */
    String pragma(String setting) {
        return String.join("", firstColumn("PRAGMA " + setting));
    }

    /** The first column of each row. */
    List<String> firstColumn(String sql) {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                ResultSet rows = statement.getResultSet();
                while (rows.next()) {
                    values.add(String.valueOf(rows.getString(1)));
                }
            }
            return values;
        } catch (SQLException e) {
            throw StorageException.of(e, file.toString());
        }
    }

    /** Runs a whole script. */
    void script(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw StorageException.of(e, file.toString());
        }
    }

    /** Rolls back whatever was open; there is nothing to be done about an error. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("A connection to {} did not close cleanly", file, e);
        }
    }
}

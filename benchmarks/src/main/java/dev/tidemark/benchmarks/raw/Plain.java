package dev.tidemark.benchmarks.raw;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/// Plain connections to SQLite files, set up as the module sql sets up its own: the same
/// durability, the same caches, the same length of the log. Otherwise a ratio would compare
/// settings.
final class Plain {

    private static final int CHECKPOINT_PAGES = 4_000;
    private static final int CACHE_KIB = 8 << 10;

    private Plain() {}

    /// A connection whose commits are on the disk when they return.
    static Connection writer(Path file) throws SQLException {
        Properties settings = settings();
        settings.setProperty("journal_mode", "WAL");
        settings.setProperty("synchronous", "FULL");
        settings.setProperty("wal_autocheckpoint", String.valueOf(CHECKPOINT_PAGES));
        settings.setProperty("journal_size_limit", String.valueOf(CHECKPOINT_PAGES * 2L * 4096));
        settings.setProperty("transaction_mode", "IMMEDIATE");
        Connection connection = connect(file, settings);
        connection.setAutoCommit(false);
        return connection;
    }

    /// A connection that looks at what others wrote.
    static Connection reader(Path file) throws SQLException {
        return connect(file, settings());
    }

    private static Properties settings() {
        Properties settings = new Properties();
        settings.setProperty("cache_size", "-" + CACHE_KIB);
        settings.setProperty("temp_store", "MEMORY");
        settings.setProperty("foreign_keys", "true");
        settings.setProperty("busy_timeout", "5000");
        settings.setProperty("jdbc.get_generated_keys", "false");
        return settings;
    }

    private static Connection connect(Path file, Properties settings) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file.toUri(), settings);
    }
}

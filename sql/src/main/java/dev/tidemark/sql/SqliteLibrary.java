package dev.tidemark.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/**
 * The SQLite library that was loaded, checked once.
 *
 * <p>Before 3.51.3 two connections that checkpoint at the same time can lose commits or damage an
 * index (the WAL-reset race), so an older library is refused.
 */
final class SqliteLibrary {

    private static final int OLDEST = 3_051_003;

    private SqliteLibrary() {}

    static void requireSafe() {
        requireSafe(Loaded.VERSION);
    }

    static void requireSafe(String version) {
        if (number(version) < OLDEST) {
            throw new StorageException(
                    StorageException.Kind.TOO_OLD_SQLITE,
                    "SQLite "
                            + version
                            + " can lose commits; 3.51.3 or newer is needed."
                            + " Update org.xerial:sqlite-jdbc");
        }
    }

    private static int number(String version) {
        String[] parts = version.split("\\.");
        int number = 0;
        for (int i = 0; i < 3; i++) {
            number = number * 1_000 + (i < parts.length ? Integer.parseInt(parts[i]) : 0);
        }
        return number;
    }

    private static final class Loaded {
        static final String VERSION = ask();

        private static String ask() {
            try (Connection memory = new SQLiteConfig().createConnection("jdbc:sqlite::memory:");
                    Statement statement = memory.createStatement();
                    ResultSet row = statement.executeQuery("SELECT sqlite_version()")) {
                return row.getString(1);
            } catch (SQLException e) {
                throw StorageException.of(e, "loading SQLite");
            }
        }
    }
}

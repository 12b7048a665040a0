package dev.tidemark.server.store;

import dev.tidemark.sql.LaneLimits;
import dev.tidemark.sql.Options;
import dev.tidemark.sql.Tx;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Looks into the file of a server that does not run.
public final class Census {

    private Census() {}

    /// How many rows each table has of an account.
    public static Map<String, Long> rowsOf(Path folder, String account) {
        try (Storage storage = open(folder)) {
            return storage.lanes()
                    .readNow(tx -> {
                        Map<String, Long> rows = new TreeMap<>();
                        for (String table : tables(tx)) {
                            if (definition(tx, table).contains("account_id")) {
                                String count =
                                        "SELECT count(*) FROM " + table + " WHERE account_id = ?";
                                rows.put(table, tx.number(count, account));
                            }
                        }
                        return rows;
                    });
        }
    }

    /// Does what the first step of erasing does, and no more.
    public static void beginErasing(Path folder, String account) {
        try (Storage storage = open(folder)) {
            storage.lanes().writeNow("test", tx -> Tables.beginErasing(tx, account));
        }
    }

    static Storage open(Path folder) {
        return Storage.open(folder, Options.DEFAULTS, LaneLimits.DEFAULTS);
    }

    static List<String> tables(Tx tx) {
        return tx.list(
                "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
                row -> row.getText(1));
    }

    static String definition(Tx tx, String table) {
        return tx.first(
                        "SELECT sql FROM sqlite_schema WHERE name = ?",
                        row -> row.getText(1),
                        table)
                .orElseThrow();
    }

    /// The definitions of all indexes that a script made.
    static List<String> indexes(Tx tx) {
        return tx.list(
                "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
                row -> row.getText(1));
    }
}

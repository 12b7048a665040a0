package dev.tidemark.server.store;

import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.util.List;

/// One version of an app's sync schema, as it was published.
///
/// @param document JSON
/// @param publishedAt in milliseconds since 1970
public record AppSchemaRow(String app, int version, String document, long publishedAt) {

    /// All versions of all apps, an app's oldest first.
    public static List<AppSchemaRow> all(Tx tx) {
        return tx.list(
                "SELECT app, version, document, published_at FROM app_schema ORDER BY app, version",
                AppSchemaRow::read);
    }

    /// Adds it.
    public void insert(Tx tx) {
        tx.update(
                "INSERT INTO app_schema (app, version, document, published_at)"
                        + " VALUES (?, ?, ?, ?)",
                app,
                version,
                document,
                publishedAt);
    }

    private static AppSchemaRow read(Row row) {
        return new AppSchemaRow(row.getText(1), row.getInt(2), row.getText(3), row.getLong(4));
    }
}

package dev.tidemark.server.store;

import dev.tidemark.sql.Row;
import dev.tidemark.sql.Rows;
import dev.tidemark.sql.Tx;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a live record comes to: its id and the hash of its content.
///
/// @param contentHash `sha256:` and hexadecimal digits, as the wire has it
public record ContentRow(String id, String contentHash) {

    private static final String PREFIX = "sha256:";

    private static final String AFTER =
            "SELECT record_id, content_hash FROM record WHERE account_id = ? AND collection = ?"
                    + " AND record_id > ? AND content_hash IS NOT NULL ORDER BY record_id LIMIT ?";

    /// The live records of a collection behind an id, by id.
    public static List<ContentRow> after(
            Tx tx, String account, String collection, String id, long max) {
        return tx.list(AFTER, ContentRow::read, account, collection, id, max);
    }

    /// All live records of a collection, by id, streamed. Close it.
    public static Scan scan(Tx tx, String account, String collection) {
        return new Scan(tx.rows(AFTER, account, collection, "", Long.MAX_VALUE));
    }

    /// Live records, one after the other.
    public static final class Scan implements AutoCloseable {
        private final Rows rows;

        private Scan(Rows rows) {
            this.rows = rows;
        }

        /// The next one; null at the end.
        public @Nullable ContentRow next() {
            return rows.next() ? read(rows) : null;
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    private static ContentRow read(Row row) {
        return new ContentRow(row.getText(1), text(row.getBytes(2)));
    }

    /// As the wire has it.
    static String text(byte[] hash) {
        return PREFIX + HexFormat.of().formatHex(hash);
    }

    /// As it is stored; null for a deleted record.
    static byte @Nullable [] bytes(@Nullable String contentHash) {
        return contentHash == null
                ? null
                : HexFormat.of().parseHex(contentHash, PREFIX.length(), contentHash.length());
    }
}

package dev.tidemark.server.store;

import dev.tidemark.core.value.Checksum;
import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.util.SortedMap;
import java.util.TreeMap;

/// How many live records a collection of an account has, and the sum over them, as they are kept up
/// to date by whoever writes records.
public final class ChecksumRow {

    private static final String FIND =
            "SELECT count, sum FROM checksum WHERE account_id = ? AND collection = ?";

    private static final String PUT =
            "INSERT INTO checksum (account_id, collection, count, sum) VALUES (?, ?, ?, ?)"
                    + " ON CONFLICT (account_id, collection) DO UPDATE SET count = excluded.count,"
                    + " sum = excluded.sum";

    private ChecksumRow() {}

    /// Those of an account, by collection.
    public static SortedMap<String, Checksum> all(Tx tx, String account) {
        TreeMap<String, Checksum> all = new TreeMap<>();
        tx.each(
                "SELECT count, sum, collection FROM checksum WHERE account_id = ?",
                row -> all.put(row.getText(3), read(row)),
                account);
        return all;
    }

    /// How many live records a collection has.
    public static long count(Tx tx, String account, String collection) {
        return tx.prepare(FIND).bind(account).bind(collection).number(0);
    }

    /// Adds what has changed in a collection.
    public static void add(Tx tx, String account, String collection, Checksum difference) {
        Checksum sum =
                tx.prepare(FIND)
                        .bind(account)
                        .bind(collection)
                        .first(ChecksumRow::read)
                        .orElse(Checksum.EMPTY)
                        .plus(difference);
        tx.prepare(PUT).bind(account).bind(collection).bind(sum.count()).bind(sum.bytes()).update();
    }

    private static Checksum read(Row row) {
        return Checksum.of(row.getLong(1), row.getBytes(2));
    }
}

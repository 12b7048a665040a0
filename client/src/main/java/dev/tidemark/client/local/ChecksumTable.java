package dev.tidemark.client.local;

import dev.tidemark.core.value.Checksum;
import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many live records the server has told of in each collection, and the sum over them, within
 * one transaction. Kept up to date by whoever takes what the server tells.
 */
public final class ChecksumTable {

    private final Tx tx;

    public ChecksumTable(Tx tx) {
        this.tx = tx;
    }

    /** Those of the collections that have live records. */
    public SortedMap<String, Checksum> all() {
        TreeMap<String, Checksum> all = new TreeMap<>();
        tx.each(
                "SELECT count, sum, collection FROM checksum WHERE count <> 0",
                row -> all.put(row.getText(3), read(row)));
        return all;
    }

    /** Adds what has changed in a collection. */
    void add(String collection, Checksum difference) {
        Checksum before =
                tx.first(
                                "SELECT count, sum FROM checksum WHERE collection = ?",
                                ChecksumTable::read,
                                collection)
                        .orElse(Checksum.EMPTY);
        put(collection, before.plus(difference));
    }

    /** Takes the place of all of them. */
    public void replace(Map<String, Checksum> counted) {
        tx.update("DELETE FROM checksum");
        counted.forEach(this::put);
    }

    private void put(String collection, Checksum checksum) {
        tx.update(
                "INSERT INTO checksum (collection, count, sum) VALUES (?, ?, ?)"
                        + " ON CONFLICT DO UPDATE SET count = excluded.count, sum = excluded.sum",
                collection,
                checksum.count(),
                checksum.bytes());
    }

    private static Checksum read(Row row) {
        return Checksum.of(row.getLong(1), row.getBytes(2));
    }
}

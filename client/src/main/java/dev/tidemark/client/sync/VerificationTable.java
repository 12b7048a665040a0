package dev.tidemark.client.sync;

import dev.tidemark.sql.Tx;
import java.time.Instant;
import java.util.Optional;

/** What came of the last comparison with the server, within one transaction. */
public final class VerificationTable {

    private final Tx tx;

    public VerificationTable(Tx tx) {
        this.tx = tx;
    }

    /**
     * What is kept of it.
     *
     * @param at when
     * @param same whether both held the same
     * @param differences how many records were found to differ; some that do may not be counted
     */
    public record Checked(Instant at, boolean same, long differences) {}

    /** The last one; empty before the first. */
    public Optional<Checked> last() {
        return tx.first(
                "SELECT at, same, differences FROM verification",
                row ->
                        new Checked(
                                Instant.ofEpochMilli(row.getLong(1)),
                                row.getInt(2) == 1,
                                row.getLong(3)));
    }

    void save(Verification found) {
        tx.update(
                "INSERT INTO verification (one, at, same, differences) VALUES (1, ?, ?, ?)"
                        + " ON CONFLICT DO UPDATE SET at = excluded.at, same = excluded.same,"
                        + " differences = excluded.differences",
                found.at().toEpochMilli(),
                found.same(),
                found.differences().size());
    }
}

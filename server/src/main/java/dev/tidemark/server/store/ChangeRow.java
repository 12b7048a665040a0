package dev.tidemark.server.store;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One entry of an account's change log.
///
/// @param previous the seq of the same record's change before; 0 for its first. A record's history
///   is this chain, which costs no index
/// @param clock as it was stamped; null where it is what the mutation says
/// @param rank the writer's, at the time
/// @param acceptedAt milliseconds since 1970, UTC
/// @param credential with which it came
/// @param fingerprint of the log up to here, see [Fingerprint]
/// @param mutation as the device asked for it
/// @param writes what it does to the record, see [#isJoin]; null where the mutation says it all
public record ChangeRow(
        long seq,
        RecordKey key,
        long previous,
        Dot dot,
        String mutationId,
        @Nullable String clock,
        int rank,
        long acceptedAt,
        String credential,
        String traceId,
        byte[] fingerprint,
        byte[] mutation,
        byte @Nullable [] writes) {

    private static final String APPEND =
            "INSERT INTO change (account_id, seq, collection, record_id, prev_seq, device, counter,"
                    + " mutation_id, clock, rank, accepted_at, credential, trace_id, fingerprint,"
                    + " mutation, writes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String FIND =
            "SELECT seq, collection, record_id, prev_seq, device, counter, mutation_id, clock, rank,"
                    + " accepted_at, credential, trace_id, fingerprint, mutation, writes FROM change"
                    + " WHERE account_id = ? AND seq = ?";

    private static final String FINGERPRINT =
            "SELECT fingerprint FROM change WHERE account_id = ? AND seq = ? UNION ALL"
                    + " SELECT fingerprint FROM compacted WHERE account_id = ? AND seq = ?";

    private static final String PREVIOUS =
            "SELECT prev_seq FROM change WHERE account_id = ? AND seq = ? UNION ALL"
                    + " SELECT prev_seq FROM compacted WHERE account_id = ? AND seq = ?";

    private static final String LINK =
            "SELECT prev_seq, length(mutation) + coalesce(length(writes), 0) FROM change"
                    + " WHERE account_id = ? AND seq = ?";

    private static final String LAST_BETWEEN =
            "SELECT seq, accepted_at FROM %s WHERE account_id = ? AND seq > ? AND seq <= ?"
                    + " ORDER BY seq DESC LIMIT 1";

    private static final String LAST_KEPT_BETWEEN = LAST_BETWEEN.formatted("change");

    private static final String LAST_COMPACTED_BETWEEN = LAST_BETWEEN.formatted("compacted");

    /// The seq of the last change that was accepted up to a time; 0 where none was.
    ///
    /// It is found by halving, which takes for granted that times grow along the log. Where the
    /// server's clock was set back, it is one of the places where the clock passed that time.
    ///
    /// @param millis since 1970, UTC
    public static long lastAcceptedBy(Tx tx, String account, long millis) {
        long low = 0;
        long high = Place.last(tx, account, 0, Long.MAX_VALUE).seq() + 1;
        while (high - low > 1) {
            Place place = Place.last(tx, account, low, (low + high) >>> 1);
            if (place.acceptedAt() <= millis) {
                low = (low + high) >>> 1;
            } else {
                high = place.seq();
            }
        }
        return Place.last(tx, account, 0, low).seq();
    }

    /// A change's seq and time; of none, the very beginning.
    private record Place(long seq, long acceptedAt) {

        /// The last change between two seqs, the upper one included.
        static Place last(Tx tx, String account, long above, long upTo) {
            Place kept = last(tx, LAST_KEPT_BETWEEN, account, above, upTo);
            Place compacted = last(tx, LAST_COMPACTED_BETWEEN, account, above, upTo);
            return kept.seq > compacted.seq ? kept : compacted;
        }

        private static Place last(Tx tx, String sql, String account, long above, long upTo) {
            return tx.prepare(sql)
                    .bind(account)
                    .bind(above)
                    .bind(upTo)
                    .first(row -> new Place(row.getLong(1), row.getLong(2)))
                    .orElse(new Place(0, Long.MIN_VALUE));
        }
    }

    /// The writer of changes that join a state: no device, and no mutation, is called so.
    public static final String JOINED_BY = "heal:";

    /// Whether it joined a state that a device had offered. Its dot and its mutation then only say
    /// who did so and what could be seen of it; [#writes] is the state.
    public boolean isJoin() {
        return isJoin(dot);
    }

    /// Whether a change with this dot joined a state.
    public static boolean isJoin(Dot dot) {
        return dot.device().startsWith(JOINED_BY);
    }

    /// The change at a seq; empty where there is none, or its contents are gone.
    public static Optional<ChangeRow> find(Tx tx, String account, long seq) {
        return tx.prepare(FIND).bind(account).bind(seq).first(ChangeRow::read);
    }

    /// What a change without its contents says about its place.
    ///
    /// @param previous as in [ChangeRow]
    /// @param bytes of its contents
    public record Link(long previous, long bytes) {}

    /// The link at a seq of a change whose contents are there.
    public static Link link(Tx tx, String account, long seq) {
        return tx.prepare(LINK)
                .bind(account)
                .bind(seq)
                .first(row -> new Link(row.getLong(1), row.getLong(2)))
                .orElseThrow(() -> missing(account, seq));
    }

    /// The change at a seq that a record, or another change, names.
    public static ChangeRow at(Tx tx, String account, long seq) {
        return find(tx, account, seq).orElseThrow(() -> missing(account, seq));
    }

    private static IllegalStateException missing(String account, long seq) {
        return new IllegalStateException("The log of %s lacks %d".formatted(account, seq));
    }

    /// The fingerprint of the log up to a seq; empty where there was no such change.
    public static Optional<byte[]> fingerprint(Tx tx, String account, long seq) {
        return tx.prepare(FINGERPRINT)
                .bind(account)
                .bind(seq)
                .bind(account)
                .bind(seq)
                .first(row -> row.getBytes(1));
    }

    /// The seq of the same record's change before that at a seq, whether its contents are there or
    /// not; 0 for its first.
    public static long previous(Tx tx, String account, long seq) {
        return tx.prepare(PREVIOUS)
                .bind(account)
                .bind(seq)
                .bind(account)
                .bind(seq)
                .first(row -> row.getLong(1))
                .orElseThrow(() -> missing(account, seq));
    }

    /// Adds it to the end of the log.
    public void append(Tx tx, String account) {
        tx.prepare(APPEND)
                .bind(account)
                .bind(seq)
                .bind(key.collection())
                .bind(key.id())
                .bind(previous)
                .bind(dot.device())
                .bind(dot.counter())
                .bind(mutationId)
                .bind(clock)
                .bind(rank)
                .bind(acceptedAt)
                .bind(credential)
                .bind(traceId)
                .bind(fingerprint)
                .bind(mutation)
                .bind(writes)
                .later();
    }

    private static ChangeRow read(Row row) {
        return new ChangeRow(
                row.getLong(1),
                new RecordKey(row.getText(2), row.getText(3)),
                row.getLong(4),
                new Dot(row.getText(5), row.getLong(6)),
                row.getText(7),
                row.getTextOrNull(8),
                row.getInt(9),
                row.getLong(10),
                row.getText(11),
                row.getText(12),
                row.getBytes(13),
                row.getBytes(14),
                row.getBytesOrNull(15));
    }
}

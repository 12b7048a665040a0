package dev.tidemark.server.store;

import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Tx;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// A state that a record went through, kept so that its past need not be told from the beginning.
///
/// @param seq of the change after which the record was so
/// @param seenOnly whether retention has left nothing of it but what the record had seen
/// @param body as in [RecordRow]; where that is all that is left, only its version vector
public record Milestone(RecordKey key, long seq, boolean seenOnly, byte[] body) {

    /// One is kept every so many changes of a record.
    public static final int EVERY = 32;

    private static final String KEEP =
            "INSERT INTO milestone (account_id, collection, record_id, seq, seen_only, body)"
                    + " VALUES (?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (account_id, collection, record_id, seq) DO UPDATE"
                    + " SET seen_only = excluded.seen_only, body = excluded.body";

    private static final String PLACES =
            "SELECT seq, seen_only FROM milestone"
                    + " WHERE account_id = ? AND collection = ? AND record_id = ? ORDER BY seq";

    private static final String FIND =
            "SELECT seen_only, body FROM milestone"
                    + " WHERE account_id = ? AND collection = ? AND record_id = ? AND seq = ?";

    /// One that holds a state.
    public Milestone(RecordKey key, long seq, byte[] body) {
        this(key, seq, false, body);
    }

    /// One that only says what a record had seen.
    public static Milestone seen(RecordKey key, long seq, VersionVector seen) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        seen.counters()
                .forEach((device, counter) -> {
                    byte[] name = device.getBytes(StandardCharsets.UTF_8);
                    out.writeBytes(
                            ByteBuffer.allocate(Short.BYTES + name.length + Long.BYTES)
                                    .putShort((short) name.length)
                                    .put(name)
                                    .putLong(counter)
                                    .array());
                });
        return new Milestone(key, seq, true, out.toByteArray());
    }

    /// What the record had seen, of one that says nothing else.
    public VersionVector seen() {
        ByteBuffer in = ByteBuffer.wrap(body);
        TreeMap<String, Long> counters = new TreeMap<>();
        while (in.hasRemaining()) {
            byte[] name = new byte[in.getShort() & 0xffff];
            in.get(name);
            counters.put(new String(name, StandardCharsets.UTF_8), in.getLong());
        }
        return new VersionVector(counters);
    }

    /// Where there is a milestone.
    ///
    /// @param seenOnly whether it has no state any more
    public record Place(long seq, boolean seenOnly) {}

    /// Where a record has milestones, oldest first.
    public static List<Place> places(Tx tx, String account, RecordKey key) {
        return tx.prepare(PLACES)
                .bind(account)
                .bind(key.collection())
                .bind(key.id())
                .list(row -> new Place(row.getLong(1), row.getLong(2) != 0));
    }

    /// The milestone at one of [#places].
    public static Milestone at(Tx tx, String account, RecordKey key, long seq) {
        return find(tx, account, key, seq).orElseThrow();
    }

    /// The milestone at a seq; empty where there is none.
    public static Optional<Milestone> find(Tx tx, String account, RecordKey key, long seq) {
        return tx.prepare(FIND)
                .bind(account)
                .bind(key.collection())
                .bind(key.id())
                .bind(seq)
                .first(row -> new Milestone(key, seq, row.getLong(1) != 0, row.getBytes(2)));
    }

    /// Keeps it, in the place of one that may be there.
    public void keep(Tx tx, String account) {
        tx.prepare(KEEP)
                .bind(account)
                .bind(key.collection())
                .bind(key.id())
                .bind(seq)
                .bind(seenOnly ? 1 : 0)
                .bind(body)
                .later();
    }
}

package dev.tidemark.server.snapshot;

import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.SnapshotRow;
import dev.tidemark.server.store.SnapshotRow.Kind;
import dev.tidemark.sql.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Takes a snapshot of an account now and then by itself: just before a change, if the newest one
/// is old and something has changed since. So a pause of work ends with a snapshot of what was
/// there before.
///
/// It costs one row in the transaction of the change, and as good as nothing where none is due.
/// Thread-safe.
public final class RollingSnapshots {

    /// More is not worth remembering; it begins anew then.
    private static final int ACCOUNTS_MAX = 50_000;

    private final Supplier<UUID> ids;
    private final Duration age;
    private final int kept;

    /// Until when, in milliseconds since 1970, an account needs none. Only what was found stored is
    /// remembered, as a snapshot that was made just now goes with its transaction if that fails.
    private final Map<String, Long> notBefore = new ConcurrentHashMap<>();

    /// @param age of the newest one from which on another one is taken; zero for never
    /// @param kept how many of them stay
    public RollingSnapshots(Supplier<UUID> ids, Duration age, int kept) {
        this.ids = ids;
        this.age = age;
        this.kept = kept;
    }

    /// Takes one if it is due. Called in the transaction of a change, before it is written.
    public void beforeChange(Tx tx, String account, Instant now) {
        if (!age.isZero()
                && now.toEpochMilli() >= notBefore.getOrDefault(account, Long.MIN_VALUE)) {
            take(tx, account, now.toEpochMilli());
        }
    }

    private void take(Tx tx, String account, long now) {
        Optional<SnapshotRow> newest = SnapshotRow.newest(tx, account);
        if (newest.isPresent() && now - newest.get().createdAt() < age.toMillis()) {
            remember(account, newest.get().createdAt() + age.toMillis());
            return;
        }
        long known = newest.map(SnapshotRow::seq).orElse(0L);
        long seq = Head.find(tx, account).map(Head::seq).orElse(0L);
        if (seq > known) {
            new SnapshotRow(ids.get().toString(), seq, "automatic", Kind.AUTOMATIC, now, "", null)
                    .keep(tx, account);
            SnapshotRow.prune(tx, account, Kind.AUTOMATIC, kept);
        }
    }

    private void remember(String account, long due) {
        if (notBefore.size() >= ACCOUNTS_MAX) {
            notBefore.clear();
        }
        notBefore.put(account, due);
    }
}

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

    /// So many versions of a project can be gone back to, whatever is set.
    private static final int VERSIONS_MIN = 10;

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

    /// Keeps the version that a project has. Called in the transaction of the next one, before it
    /// is written, through whatever contract that comes.
    public void beforeVersion(Tx tx, String account, Instant now) {
        long seq = Head.find(tx, account).map(Head::seq).orElse(0L);
        if (seq > SnapshotRow.newestVersion(tx, account)) {
            keep(tx, account, seq, "version", Kind.VERSION, now.toEpochMilli());
            SnapshotRow.prune(tx, account, Kind.VERSION, Math.max(kept, VERSIONS_MIN));
        }
    }

    private void keep(Tx tx, String account, long seq, String label, Kind kind, long now) {
        new SnapshotRow(ids.get().toString(), seq, label, kind, now, "", null).keep(tx, account);
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
            keep(tx, account, seq, "automatic", Kind.AUTOMATIC, now);
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

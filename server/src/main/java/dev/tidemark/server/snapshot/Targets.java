package dev.tidemark.server.snapshot;

import dev.tidemark.server.cursor.Cursors;
import dev.tidemark.server.engine.Standpoint;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.SnapshotRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.wire.json.Instants;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Finds the position of the log that somebody names: by a snapshot, by a cursor, or by a time.
/// Thread-safe.
public final class Targets {

    private final Lanes lanes;
    private final Cursors cursors;
    private final Snapshots snapshots;

    public Targets(Lanes lanes, Cursors cursors, Snapshots snapshots) {
        this.lanes = lanes;
        this.cursors = cursors;
        this.snapshots = snapshots;
    }

    /// A position, and what people call it.
    ///
    /// @param seq of the last change before it; 0 for the empty account
    public record Target(long seq, String name) {}

    /// The position that just one of the three names.
    ///
    /// @throws Problem 404 for an unknown snapshot; for a cursor 400 and 409 as a pull does; 422
    ///   unless there is just one, or if the time is none
    Target of(
            String account,
            @Nullable String snapshot,
            @Nullable String cursor,
            @Nullable String time) {
        int named = (snapshot == null ? 0 : 1) + (cursor == null ? 0 : 1) + (time == null ? 0 : 1);
        if (named != 1) {
            throw Problem.invalid(
                    "", "must say to what: one of snapshotId, cursor and at, and no other");
        }
        if (snapshot != null) {
            return ofSnapshot(account, snapshot);
        }
        return cursor != null ? ofCursor(account, cursor) : ofTime(account, String.valueOf(time));
    }

    Target ofSnapshot(String account, String snapshot) {
        SnapshotRow row = snapshots.find(account, snapshot);
        return new Target(row.seq(), "\"" + row.label() + "\"");
    }

    private Target ofCursor(String account, String cursor) {
        long seq =
                lanes.readNow(tx -> Standpoint.seq(tx, account, cursors.position(account, cursor)));
        return new Target(seq, "version " + seq);
    }

    private Target ofTime(String account, String text) {
        Instant time = Instants.read(text);
        if (time == null) {
            throw Problem.invalid("/at", Instants.EXPECTED);
        }
        long seq = lanes.readNow(tx -> ChangeRow.lastAcceptedBy(tx, account, time.toEpochMilli()));
        return new Target(seq, Instants.text(time));
    }
}

package dev.tidemark.server.snapshot;

import dev.tidemark.server.access.Credentials;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.audit.AuditAction;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.SnapshotRow;
import dev.tidemark.server.store.SnapshotRow.Kind;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.problem.ProblemCode;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes, lists and forgets snapshots. Thread-safe.
public final class Snapshots {

    private final Lanes lanes;
    private final Credentials credentials;
    private final InstantSource clock;
    private final Supplier<UUID> ids;
    private final int namedMax;

    /// @param namedMax how many snapshots that people asked for an account may have
    public Snapshots(
            Lanes lanes,
            Credentials credentials,
            InstantSource clock,
            Supplier<UUID> ids,
            int namedMax) {
        this.lanes = lanes;
        this.credentials = credentials;
        this.clock = clock;
        this.ids = ids;
        this.namedMax = namedMax;
    }

    /// Makes one of the account as it is now.
    ///
    /// @param id to be taken; null for any. Asked for twice with one id and label, it is made once
    /// @throws Problem 409 `TOO_MANY_SNAPSHOTS`, or `ALREADY_EXISTS` if there is another of that id
    SnapshotRow make(Principal principal, Actor actor, @Nullable String id, String label) {
        String account = principal.accountId();
        return lanes.writeNow(
                account,
                tx -> {
                    credentials.requireGood(tx, principal);
                    Optional<SnapshotRow> earlier =
                            id == null ? Optional.empty() : SnapshotRow.find(tx, account, id);
                    if (earlier.isPresent()) {
                        return same(earlier.get(), label);
                    }
                    requireRoom(tx, account);
                    Head head =
                            Head.find(tx, account).orElseThrow(() -> Problem.notFound("account"));
                    SnapshotRow row =
                            new SnapshotRow(
                                    id == null ? ids.get().toString() : id,
                                    head.seq(),
                                    label,
                                    Kind.NAMED,
                                    clock.millis(),
                                    principal.credentialId(),
                                    null);
                    row.keep(tx, account);
                    tell(tx, actor, account, AuditAction.SNAPSHOT_CREATE, row);
                    return row;
                });
    }

    private static SnapshotRow same(SnapshotRow earlier, String label) {
        if (earlier.kind() != Kind.NAMED || !earlier.label().equals(label)) {
            throw Problem.of(
                    ProblemCode.ALREADY_EXISTS,
                    "There is another snapshot of this id; take a new one.");
        }
        return earlier;
    }

    private void requireRoom(Tx tx, String account) {
        if (SnapshotRow.count(tx, account, Kind.NAMED) >= namedMax) {
            throw Problem.of(
                    ProblemCode.TOO_MANY_SNAPSHOTS,
                    "An account may have %d named snapshots; delete one that nobody needs."
                            .formatted(namedMax));
        }
    }

    /// The next ones behind a place, the newest first.
    ///
    /// @param after the id of the last one before; null to begin
    /// @throws Problem 422 if there is no snapshot `after`
    List<SnapshotRow> page(String account, @Nullable String after, int limit) {
        return lanes.readNow(tx -> {
            SnapshotRow last =
                    after == null
                            ? null
                            : SnapshotRow.find(tx, account, after)
                                    .orElseThrow(() ->
                                            Problem.invalid(
                                                    "/cursor", "there is no such snapshot"));
            return SnapshotRow.page(tx, account, last, limit);
        });
    }

    /// One of them.
    ///
    /// @throws Problem 404 if there is none
    SnapshotRow find(String account, String id) {
        return lanes.readNow(tx -> find(tx, account, id));
    }

    private static SnapshotRow find(Tx tx, String account, String id) {
        return SnapshotRow.find(tx, account, id).orElseThrow(() -> Problem.notFound("snapshot"));
    }

    /// Forgets one; the position stays, but nothing keeps it restorable any more.
    ///
    /// @throws Problem 404 if there is none
    void delete(Principal principal, Actor actor, String id) {
        String account = principal.accountId();
        lanes.writeNow(
                account,
                tx -> {
                    credentials.requireGood(tx, principal);
                    SnapshotRow row = find(tx, account, id);
                    tell(tx, actor, account, AuditAction.SNAPSHOT_DELETE, row);
                    return SnapshotRow.delete(tx, account, row.id());
                });
    }

    private void tell(Tx tx, Actor actor, String account, AuditAction action, SnapshotRow row) {
        String detail = "snapshot %s of version %d".formatted(row.id(), row.seq());
        Audit.append(tx, actor.did(account, action, clock.instant(), detail));
    }
}

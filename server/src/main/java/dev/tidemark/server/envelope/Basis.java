package dev.tidemark.server.envelope;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.store.DeviceRow;
import dev.tidemark.server.store.SyncedRow;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.envelope.Envelope;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the device whose records an envelope holds is known to have of the account: what it sent,
/// and what it was given in an envelope.
///
/// An envelope may be brought by another device than the one it is of. Then it counts what the
/// source has synced, and nothing is noted about it, as only a device itself may speak for itself.
///
/// Confined to one transaction.
final class Basis {

    private final Tx tx;
    private final String account;
    private final Envelope envelope;
    private final @Nullable String device;
    private final boolean own;

    private Basis(Tx tx, String account, Envelope envelope, @Nullable String device, boolean own) {
        this.tx = tx;
        this.account = account;
        this.envelope = envelope;
        this.device = device;
        this.own = own;
    }

    /// The basis of an envelope.
    ///
    /// @param speaker the device as which the caller speaks
    static Basis of(Tx tx, Principal caller, String speaker, Envelope envelope) {
        String account = caller.accountId();
        String source = envelope.source().deviceId();
        boolean bound = caller.deviceId() != null;
        if (!bound) {
            boolean nobody = source.equals(Envelope.Source.NOBODY);
            return new Basis(tx, account, envelope, nobody ? null : speaker, !nobody);
        }
        boolean other = !source.equals(speaker) && DeviceRow.find(tx, account, source).isPresent();
        return new Basis(tx, account, envelope, other ? source : speaker, !other);
    }

    /// Up to where in the log the device is known to have an item, so that what was not changed
    /// since is knowingly replaced; -1 where nothing is known.
    ///
    /// An envelope that was made before the device last synced the item does not hold what it
    /// synced then. When that was is only known by the clock of whoever made both.
    long seen(RecordKey key) {
        return Stream.concat(
                        sent(key)
                                .filter(row -> row.exportedAt() <= made())
                                .map(SyncedRow::seq)
                                .stream(),
                        given(key)
                                .filter(row ->
                                        !envelope.source().isCloud() || row.exportedAt() <= made())
                                .map(SyncedRow::seq)
                                .stream())
                .max(Long::compare)
                .orElse(-1L);
    }

    /// The places in the log at which the device had an item, as far as is known.
    LongStream places(RecordKey key) {
        return Stream.concat(sent(key).stream(), given(key).stream())
                .mapToLong(SyncedRow::seq)
                .distinct();
    }

    /// Notes that the device has an item as the account has it.
    ///
    /// @param seq where the log ends
    void note(RecordKey key, long seq) {
        if (own && device != null) {
            new SyncedRow(seq, made()).noteSent(tx, account, device, key);
        }
    }

    private long made() {
        return envelope.exported().toEpochMilli();
    }

    private Optional<SyncedRow> sent(RecordKey key) {
        return device == null ? Optional.empty() : SyncedRow.sent(tx, account, device, key);
    }

    private Optional<SyncedRow> given(RecordKey key) {
        return device == null
                ? Optional.empty()
                : SyncedRow.given(tx, account, device, key.collection());
    }
}

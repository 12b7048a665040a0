package dev.tidemark.server.audit;

import dev.tidemark.server.store.AuditHead;
import dev.tidemark.server.store.AuditRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.wire.audit.AuditReport;
import dev.tidemark.wire.audit.AuditReport.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks whether a chain is whole: follows it from its first event to its end, and names every
/// event that is missing, was changed, stands where another one stood, or was added by others.
///
/// Reads in steps, so that a long chain holds nobody up; what is added meanwhile is left for the
/// next time. Confined to its thread.
public final class AuditCheck {

    private static final int ROWS_PER_STEP = 5_000;
    private static final int FAULTS_MAX = 1_000;

    private final AuditHead head;
    private final long last;
    private final @Nullable Kept kept;
    private final List<Fault> faults = new ArrayList<>();
    private byte[] before = new byte[AuditHead.BYTES];
    private long next = 1;
    private boolean afterGap;

    /// What somebody knows of an event from an earlier look, and has kept elsewhere.
    ///
    /// @param hash in hexadecimal
    public record Kept(long eventId, String hash) {}

    private AuditCheck(AuditHead head, long last, @Nullable Kept kept) {
        this.head = head;
        this.last = last;
        this.kept = kept;
    }

    /// Looks at the chain of an account, or of [Audit#SERVER]. A chain begins with the making of
    /// its account, so that one without events is not whole.
    public static AuditReport of(Lanes lanes, String account) {
        return of(lanes, account, null);
    }

    /// The same, and whether an event is still the one that somebody knows: nobody can make a whole
    /// chain anew, up to there, without another hash.
    static AuditReport of(Lanes lanes, String account, @Nullable Kept kept) {
        AuditCheck check =
                lanes.readNow(tx ->
                        new AuditCheck(
                                AuditHead.of(tx, account), AuditRow.last(tx, account), kept));
        List<AuditRow> rows;
        do {
            long from = check.next - 1;
            rows = lanes.readNow(tx -> AuditRow.after(tx, account, from, ROWS_PER_STEP));
            rows.forEach(check::see);
        } while (!rows.isEmpty() && check.next <= check.head.eventId());
        return check.report();
    }

    private void see(AuditRow row) {
        if (row.eventId() > head.eventId()) {
            return; // Added since this was begun, or told of below.
        }
        if (row.eventId() > next) {
            missing(next, row.eventId() - 1);
            afterGap = true;
        }
        if (!afterGap && !Arrays.equals(row.hash(), AuditChain.hash(before, row))) {
            found(
                    row.eventId(),
                    row.eventId(),
                    Fault.Kind.CHANGED,
                    "is not what was written, or not behind the event that it was written behind");
        }
        if (kept != null && kept.eventId == row.eventId() && !isKept(row.hash(), kept)) {
            found(row.eventId(), row.eventId(), Fault.Kind.CHANGED, "is not the one that is known");
        }
        afterGap = false;
        before = row.hash();
        next = row.eventId() + 1;
    }

    private static boolean isKept(byte[] hash, Kept kept) {
        return HexFormat.of().formatHex(hash).equals(kept.hash);
    }

    private AuditReport report() {
        long end = Math.max(1, head.eventId());
        if (next <= end) {
            missing(next, end);
        } else if (!Arrays.equals(before, head.hash())) {
            found(end, end, Fault.Kind.CHANGED, "is not the event that the chain ended with");
        }
        if (kept != null && kept.eventId > end) {
            missing(kept.eventId, kept.eventId);
        }
        if (last > head.eventId()) {
            found(head.eventId() + 1, last, Fault.Kind.ADDED, "stands behind the chain's end");
        }
        return new AuditReport(head.eventId(), head.hash(), faults);
    }

    private void missing(long first, long to) {
        found(first, to, Fault.Kind.MISSING, "is not there");
    }

    private void found(long first, long to, Fault.Kind kind, String detail) {
        if (faults.size() < FAULTS_MAX) {
            faults.add(new Fault(first, to, kind, detail));
        }
    }
}

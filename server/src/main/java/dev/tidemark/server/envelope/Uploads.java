package dev.tidemark.server.envelope;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.audit.AuditAction;
import dev.tidemark.server.audit.AuditEvent;
import dev.tidemark.server.audit.AuditStatus;
import dev.tidemark.server.engine.Admission;
import dev.tidemark.server.engine.Asking;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.UploadRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;

/// Keeps envelopes that were uploaded, for as long as somebody may want to preview and apply them.
/// Thread-safe.
public final class Uploads {

    /// How many an account may have; the oldest go.
    static final int KEPT_MAX = 20;

    private final Lanes lanes;
    private final Admission admission;

    /// @param admission asked once more in the transaction that writes
    public Uploads(Lanes lanes, Admission admission) {
        this.lanes = lanes;
        this.admission = admission;
    }

    /// Keeps an envelope; the id of the upload. Sent twice, it is there once.
    ///
    /// @param items how many it has
    String keep(Asking asking, Value envelope, int items) {
        byte[] body = Json.bytes(envelope);
        UploadRow row = new UploadRow(Names.uuid(body), asking.received().toEpochMilli(), body);
        return lanes.writeNow(
                asking.account(),
                tx -> {
                    admission.require(tx, asking);
                    row.keep(tx, asking.account(), KEPT_MAX);
                    Audit.append(tx, told(asking, row.id(), items));
                    return row.id();
                });
    }

    private static AuditEvent told(Asking asking, String id, int items) {
        return new AuditEvent(
                asking.account(),
                AuditAction.ENVELOPE_UPLOAD,
                AuditStatus.DONE,
                asking.device(),
                asking.principal().credentialId(),
                asking.received(),
                "envelope %s of %d items".formatted(id, items),
                asking.traceId());
    }

    /// An envelope that was uploaded.
    ///
    /// @throws Problem 404 if there is none of that id, or it has gone since
    Value find(String account, String id) {
        return lanes.readNow(tx -> UploadRow.find(tx, account, id))
                .map(row -> Json.read(row.body(), JsonLimits.STORED))
                .orElseThrow(() -> Problem.notFound("envelope; upload it again"));
    }
}

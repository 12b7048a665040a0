package dev.tidemark.server.envelope;

import dev.tidemark.core.value.Canonical;
import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.audit.AuditAction;
import dev.tidemark.server.audit.AuditEvent;
import dev.tidemark.server.audit.AuditStatus;
import dev.tidemark.server.engine.Asking;
import dev.tidemark.server.engine.Scribing;
import dev.tidemark.server.engine.Scribing.Request;
import dev.tidemark.server.engine.Transcript;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.AnsweredRow;
import dev.tidemark.server.store.ReportRow;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.envelope.ApplyRequest;
import dev.tidemark.wire.envelope.Envelope;
import dev.tidemark.wire.envelope.EnvelopePreview;
import dev.tidemark.wire.envelope.EnvelopeReport;
import dev.tidemark.wire.envelope.EnvelopeReport.Status;
import dev.tidemark.wire.json.Words;
import dev.tidemark.wire.problem.ProblemCode;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Previews and applies envelopes, each in one transaction. Thread-safe.
public final class Envelopes {

    /// The contract's name, with the device the name of the writer: `envelope:6f…`.
    static final String CONTRACT = "envelope";

    private final Scribing scribing;
    private final long recordBytesMax;
    private final Supplier<UUID> ids;

    /// @param recordBytesMax how long an item's content may be, in bytes of JSON
    /// @param ids of reports
    public Envelopes(Scribing scribing, long recordBytesMax, Supplier<UUID> ids) {
        this.scribing = scribing;
        this.recordBytesMax = recordBytesMax;
        this.ids = ids;
    }

    /// What an envelope would do; nothing is changed.
    EnvelopePreview preview(Asking asking, Envelope envelope) {
        return scribing.preview(
                new Request(asking, CONTRACT, true),
                scribe -> {
                    EnvelopePreview preview =
                            Previewing.of(new Sitting(scribe, envelope, recordBytesMax));
                    return transcript -> preview;
                });
    }

    /// Applies an envelope, which a person has confirmed.
    ///
    /// @param key under which the same request has the same answer; null for none
    /// @param asked all that was asked for
    /// @return the report
    /// @throws Problem 422 `IDEMPOTENCY_KEY_REUSED` if another request has used the key
    byte[] apply(
            Asking asking,
            Envelope envelope,
            ApplyRequest request,
            @Nullable String key,
            byte[] asked) {
        byte[] digest = Canonical.sha256().digest(asked);
        String requestId = asking.device() + " " + key;
        String reportId = ids.get().toString();
        return scribing.write(
                new Request(asking, CONTRACT, true),
                scribe -> {
                    Optional<AnsweredRow> before =
                            key == null
                                    ? Optional.empty()
                                    : AnsweredRow.find(
                                            scribe.tx(), asking.account(), CONTRACT, requestId);
                    if (before.isPresent()) {
                        byte[] answer = same(before.get(), digest);
                        return transcript -> answer;
                    }
                    Applying applying =
                            Applying.of(
                                    new Sitting(scribe, envelope, recordBytesMax),
                                    request,
                                    reportId);
                    return transcript -> {
                        byte[] report = kept(asking, applying.report(transcript), transcript);
                        if (key != null) {
                            keep(asking, requestId, digest, report, transcript);
                        }
                        return report;
                    };
                });
    }

    private static byte[] same(AnsweredRow before, byte[] digest) {
        if (!before.answers(digest)) {
            throw Problem.of(
                    ProblemCode.IDEMPOTENCY_KEY_REUSED,
                    "Another envelope, policy or decision was applied under this Idempotency-Key;"
                            + " take a new one.");
        }
        return before.answer();
    }

    private static byte[] kept(Asking asking, EnvelopeReport report, Transcript transcript) {
        byte[] bytes = report.bytes();
        long at = asking.received().toEpochMilli();
        new ReportRow(report.id(), at, bytes).keep(transcript.tx(), asking.account());
        tell(transcript.tx(), asking, report);
        return bytes;
    }

    private static void keep(
            Asking asking, String id, byte[] digest, byte[] report, Transcript transcript) {
        long at = asking.received().toEpochMilli();
        new AnsweredRow(CONTRACT, id, digest, report, transcript.head().seq(), at)
                .keep(transcript.tx(), asking.account());
    }

    /// Counts, never what was written.
    private static void tell(Tx tx, Asking asking, EnvelopeReport report) {
        StringJoiner counts = new StringJoiner(", ", "report " + report.id() + ": ", "");
        for (Status status : Status.values()) {
            counts.add(report.count(status) + " " + Words.of(status));
        }
        long refused = report.count(Status.FAILED) + report.count(Status.CONFLICTED);
        Audit.append(
                tx,
                new AuditEvent(
                        asking.account(),
                        AuditAction.ENVELOPE_APPLY,
                        AuditStatus.of(report.items().size() - refused, refused),
                        asking.device(),
                        asking.principal().credentialId(),
                        asking.received(),
                        counts.toString(),
                        asking.traceId()));
    }
}

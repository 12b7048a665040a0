package dev.tidemark.server.engine;

import dev.tidemark.server.audit.AuditEvent;
import dev.tidemark.server.engine.Verdict.Rejected;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.Head;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.Rejection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Answers requests of contracts whose clients keep no version vectors, by a [Scribe].
///
/// A request is one transaction: it is decided, written, and told to the audit, or nothing of it
/// happened. Thread-safe.
public final class Scribing {

    private final Lanes lanes;
    private final Pull pull;
    private final long recordBytesMax;
    private final Admission admission;
    private final Announce announce;
    private final LongSupplier editions;
    private final GuardLimits guards;
    private final Consumer<AuditEvent> refused;

    /// The parameters are those of [Push].
    ///
    /// @param refused is told of requests of which nothing had an effect and something was refused
    public Scribing(
            Lanes lanes,
            Pull pull,
            long recordBytesMax,
            Admission admission,
            Announce announce,
            LongSupplier editions,
            GuardLimits guards,
            Consumer<AuditEvent> refused) {
        this.lanes = lanes;
        this.pull = pull;
        this.recordBytesMax = recordBytesMax;
        this.admission = admission;
        this.announce = announce;
        this.editions = editions;
        this.guards = guards;
        this.refused = refused;
    }

    /// A request.
    ///
    /// @param contract names the writer, with the device: `log:6f…`
    /// @param confirmed whether a person has confirmed what it does, so that no mass change in it
    ///   is held
    public record Request(Asking asking, String contract, boolean confirmed) {}

    /// Decides on a request. It may be called twice, each time with another scribe, and must do
    /// nothing but read and have wishes written.
    @FunctionalInterface
    public interface Work<T> {

        /// @throws Problem if the request is refused as a whole; nothing of it was written then
        Reply<T> decide(Scribe scribe);
    }

    /// What is answered once everything is written; it may keep more in the same transaction.
    @FunctionalInterface
    public interface Reply<T> {

        T answer(Transcript transcript);
    }

    private record Outcome<T>(T answer, boolean hasNews, Optional<AuditEvent> refused) {}

    /// Answers a request.
    ///
    /// @throws Problem if it is refused as a whole; nothing was written then
    public <T> T write(Request request, Work<T> work) {
        Outcome<T> outcome =
                lanes.writeNow(request.asking.account(), tx -> written(tx, request, work));
        if (outcome.hasNews) {
            announce.changed(request.asking.account());
        }
        outcome.refused.ifPresent(refused);
        return outcome.answer;
    }

    /// Answers what [#write] would, and changes nothing.
    ///
    /// @throws Problem as [#write] does
    public <T> T preview(Request request, Work<T> work) {
        return lanes.previewNow(request.asking.account(), tx -> written(tx, request, work).answer);
    }

    private <T> Outcome<T> written(Tx tx, Request request, Work<T> work) {
        Asking asking = request.asking;
        admission.require(tx, asking);
        Head head = Standpoint.of(tx, asking.account(), null).head();
        Attempt<T> attempt = attempt(tx, request, head, work);
        Scribe scribe = attempt.scribe;
        long edition = editions.getAsLong();
        Posting posting =
                Ledger.posting(
                        scribe.draft(),
                        asking,
                        kept(scribe),
                        edition,
                        rows ->
                                scribe.guard()
                                        .addTo(rows, scribe.arrived(), scribe.verdicts(), edition));
        posting.write(tx);
        Outcomes outcomes = new Outcomes(scribe.draft(), posting, asking);
        List<Ack> acks = outcomes.acks(scribe.verdicts());
        List<Rejection> rejections = outcomes.rejections(scribe.verdicts());
        Told.pushed(tx, asking, acks, rejections);
        T answer = attempt.reply.answer(new Transcript(tx, asking, pull, scribe.draft(), posting));
        return new Outcome<>(
                answer, posting.head().seq() > head.seq(), Told.refused(asking, acks, rejections));
    }

    private record Attempt<T>(Scribe scribe, Reply<T> reply) {}

    /// Once more, if it turns out to be a mass change.
    private <T> Attempt<T> attempt(Tx tx, Request request, Head head, Work<T> work) {
        Draft draft = new Draft(tx, head);
        GuardLimits limits = request.confirmed ? GuardLimits.OFF : guards;
        Attempt<T> first =
                attempt(tx, request, draft, new Guard(draft, request.asking, limits), work);
        Draft fresh = new Draft(tx, head);
        Optional<Guard> stricter = first.scribe.guard().stricter(fresh);
        return stricter.isPresent() ? attempt(tx, request, fresh, stricter.get(), work) : first;
    }

    private <T> Attempt<T> attempt(Tx tx, Request request, Draft draft, Guard guard, Work<T> work) {
        Scribe scribe =
                new Scribe(
                        tx, request.asking, pull, request.contract, draft, guard, recordBytesMax);
        return new Attempt<>(scribe, work.decide(scribe));
    }

    private static List<Rejected> kept(Scribe scribe) {
        return scribe.verdicts().stream()
                .filter(verdict -> verdict instanceof Rejected rejected && rejected.kept() != null)
                .map(Rejected.class::cast)
                .toList();
    }
}

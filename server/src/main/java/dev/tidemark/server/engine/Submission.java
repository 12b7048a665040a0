package dev.tidemark.server.engine;

import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.cursor.Pin;
import dev.tidemark.server.cursor.Position;
import dev.tidemark.server.engine.Verdict.Rejected;
import dev.tidemark.server.engine.Verdict.Taken;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.Head;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.command.Rejection;
import dev.tidemark.wire.problem.ProblemCode;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One batch on its way: decided, then written. Both are the same wherever they happen: one after
/// the other in the transaction that writes, or the first [ahead][Ahead] of it.
///
/// @param claimed what its cursor says; null without one
/// @param expected the state without which it is refused; null to take any
/// @param arrived its commands
/// @param edition the account's, once the batch is written; no other request has the same
/// @param ground what holds for every batch
record Submission(
        Asking asking,
        Batch batch,
        @Nullable Position claimed,
        @Nullable Pin expected,
        List<Arrived> arrived,
        long edition,
        Ground ground) {

    /// What holds for every batch.
    ///
    /// @param recordBytesMax how long the shown fields of one record may be, in bytes of JSON
    /// @param admission asked before anything is written
    /// @param guards how much one device may change before a person is asked
    record Ground(Pull pull, long recordBytesMax, Admission admission, GuardLimits guards) {}

    /// What was decided, before anything is written.
    ///
    /// @param before the account and the device as the decision found them
    /// @param touched the keys of the records and the claims that it changes
    /// @param ended deleted records that the batch wrote to long ago: a device that began anew
    ///   since is not told of them by any pull, and would wait for them
    record Decided(
            Standpoint before,
            Posting posting,
            Set<Object> touched,
            List<Ack> acks,
            List<Rejection> rejections,
            List<EncodedEntry> ended) {}

    /// What was written, before anybody is told.
    ///
    /// @param decided of which it came
    /// @param asDecidedAhead whether it could be written as it had been decided before
    /// @param page what is new since the batch's cursor, where that is just what the batch changed
    record Written(Decided decided, boolean asDecidedAhead, Optional<Page> page) {

        /// Whether the account's log has grown.
        boolean hasNews() {
            return decided.posting.head().seq() > decided.before.head().seq();
        }
    }

    /// Decides, and changes nothing.
    ///
    /// @throws Problem if the batch is refused as a whole
    Decided decided(Tx tx, Foreseen foreseen) {
        Standpoint before = foreseen.from(Standpoint.of(tx, asking.account(), claimed));
        Attempt attempt = attempt(tx, before, foreseen);
        Draft draft = attempt.draft;
        List<Verdict> verdicts = attempt.verdicts;
        List<Rejected> kept = kept(verdicts);
        requirePullBefore(before, draft, verdicts, kept);
        requireExpected(before, verdicts);
        Posting posting =
                Ledger.posting(
                        draft,
                        asking,
                        kept,
                        edition,
                        rows -> attempt.guard.addTo(rows, arrived, verdicts, edition));
        Outcomes outcomes = new Outcomes(draft, posting, asking);
        return new Decided(
                before,
                posting,
                touched(attempt, posting, kept),
                outcomes.acks(verdicts),
                outcomes.rejections(verdicts),
                ended(before, draft, posting, verdicts));
    }

    private List<EncodedEntry> ended(
            Standpoint before, Draft draft, Posting posting, List<Verdict> verdicts) {
        TreeMap<Long, EncodedEntry> bySeq = new TreeMap<>();
        for (Verdict verdict : verdicts) {
            if (verdict instanceof Taken taken && taken.duplicate()) {
                RecordKey key = taken.change().key();
                draft.storedRow(key)
                        .filter(row -> row.deleted() && row.seq() <= before.since().seq())
                        .filter(_ -> !posting.entries().containsKey(key))
                        .filter(_ -> asking.principal().mayRead(key.collection()))
                        .ifPresent(row -> bySeq.put(row.seq(), EncodedEntry.of(row.body())));
            }
        }
        return List.copyOf(bySeq.values());
    }

    /// The commands, as they were decided on.
    private record Attempt(Draft draft, Guard guard, List<Verdict> verdicts) {

        /// The records of mutations that are held.
        Stream<@Nullable RecordKey> held() {
            return verdicts.stream()
                    .filter(verdict ->
                            verdict instanceof Rejected rejected
                                    && rejected.refusal().code() == Code.HELD)
                    .map(verdict -> ((Rejected) verdict).key());
        }
    }

    /// Once more, if it turns out to be a mass change.
    private Attempt attempt(Tx tx, Standpoint before, Foreseen foreseen) {
        Draft draft = new Draft(tx, before.head(), foreseen);
        Attempt first = attempt(draft, new Guard(draft, asking, ground.guards));
        Draft fresh = new Draft(tx, before.head(), foreseen);
        return first.guard.stricter(fresh).map(guard -> attempt(fresh, guard)).orElse(first);
    }

    private Attempt attempt(Draft draft, Guard guard) {
        draft.read(arrived);
        Judge judge = new Judge(draft, asking, ground.recordBytesMax, guard);
        return new Attempt(draft, guard, Decisions.on(arrived, draft, judge));
    }

    /// Decides and writes.
    ///
    /// @throws Problem if the batch is refused as a whole; nothing was written then
    Written written(Tx tx) {
        ground.admission.require(tx, asking);
        return written(tx, decided(tx, Foreseen.NOTHING), false);
    }

    /// Writes what was decided ahead, if the account is what it was supposed to be; else decides
    /// anew.
    Written writtenAsDecided(Tx tx, Decided ahead) {
        Optional<Head> head = Head.find(tx, asking.account());
        if (head.isEmpty() || !head.get().isSame(ahead.before.head())) {
            return written(tx);
        }
        ground.admission.require(tx, asking);
        return written(tx, ahead, true);
    }

    private Written written(Tx tx, Decided decided, boolean ahead) {
        decided.posting.write(tx);
        Told.pushed(tx, asking, decided.acks, decided.rejections);
        Optional<Page> page =
                ground.pull.afterwards(
                        tx,
                        decided.before,
                        decided.posting,
                        batch.limit(),
                        asking.principal()::mayRead);
        return new Written(decided, ahead, page);
    }

    /// A device that has seen nothing of an account with data pulls first. But its very first batch
    /// may come again, because the answer was lost: then nothing new comes of it, and some of it is
    /// known.
    private void requirePullBefore(
            Standpoint before, Draft draft, List<Verdict> verdicts, List<Rejected> kept) {
        boolean sawNothing = batch.since() == null && before.head().seq() > 0;
        boolean hasNews = !draft.changes().isEmpty() || !kept.isEmpty();
        if (sawNothing && (hasNews || verdicts.stream().noneMatch(Submission::isOld))) {
            throw Problem.of(
                    ProblemCode.INITIAL_PULL_REQUIRED,
                    "The account has data that this device has not seen: pull to the end, then send"
                            + " the batch with the cursor.");
        }
    }

    /// A batch that was previewed is taken in that state only. But it may come again, because the
    /// answer was lost: then it was itself that moved the account.
    private void requireExpected(Standpoint before, List<Verdict> verdicts) {
        if (expected != null && !verdicts.stream().allMatch(Submission::isOld)) {
            Previewed.require(expected, pin(before));
        }
    }

    /// Names this batch and the account as a decision finds it.
    Pin pin(Standpoint before) {
        return Previewed.pin(asking, batch, arrived, before.head());
    }

    private static boolean isOld(Verdict verdict) {
        return switch (verdict) {
            case Taken taken -> taken.duplicate();
            case Rejected rejected -> rejected.conflict() != null && rejected.kept() == null;
        };
    }

    private static List<Rejected> kept(List<Verdict> verdicts) {
        return verdicts.stream()
                .filter(verdict -> verdict instanceof Rejected rejected && rejected.kept() != null)
                .map(Rejected.class::cast)
                .toList();
    }

    private static Set<Object> touched(Attempt attempt, Posting posting, List<Rejected> kept) {
        Set<Object> touched = new HashSet<>(posting.entries().keySet());
        touched.addAll(attempt.draft.claims().changed());
        touched.addAll(attempt.guard.touched());
        kept.stream().map(Rejected::key).filter(Objects::nonNull).forEach(touched::add);
        attempt.held().forEach(touched::add);
        return touched;
    }
}

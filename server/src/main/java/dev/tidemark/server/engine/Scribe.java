package dev.tidemark.server.engine;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.FieldChanges;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.engine.Verdict.Rejected;
import dev.tidemark.server.engine.Verdict.Taken;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.Command;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.schema.AppSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes for a client that keeps no version vectors: it turns each [Wish] into a mutation under a
/// device of the server's own, `<contract>:<device>`, and has it decided like any other. So no
/// contract has rules of its own, and none can write anything that the log does not hold.
///
/// Confined to one transaction, and to one attempt to decide a request.
///
/// @see Scribing
public final class Scribe {

    private final Tx tx;
    private final Asking asking;
    private final Pull pull;
    private final String writer;
    private final Draft draft;
    private final Guard guard;
    private final Judge judge;
    private final List<Arrived> arrived = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();

    Scribe(
            Tx tx,
            Asking asking,
            Pull pull,
            String contract,
            Draft draft,
            Guard guard,
            long recordBytesMax) {
        this.tx = tx;
        this.asking = asking;
        this.pull = pull;
        this.writer = asking.writer(contract);
        this.draft = draft;
        this.guard = guard;
        this.judge = new Judge(draft, asking, recordBytesMax, guard);
    }

    /// For what a contract reads beside records.
    public Tx tx() {
        return tx;
    }

    /// Who asks.
    public Asking asking() {
        return asking;
    }

    /// The rules that hold.
    public AppSchema app() {
        return asking.app();
    }

    /// Where the log ends, with what was written so far.
    public long seq() {
        return draft.nextSeq() - 1;
    }

    /// Looks up a cursor of the client.
    ///
    /// @param cursor null for a client that has seen nothing
    /// @throws Problem 400 `CURSOR_INVALID`, 409 `CURSOR_AHEAD`, 410 `CURSOR_EXPIRED`
    public Standpoint standpoint(@Nullable String cursor) {
        String account = asking.account();
        return Standpoint.of(tx, account, pull.position(account, cursor));
    }

    /// Where a client stands of which the contract has noted how far it is.
    ///
    /// @param seq up to which it has seen the log; where that is not known any more, it begins
    public Standpoint standpoint(long seq) {
        return Standpoint.at(tx, asking.account(), seq);
    }

    /// A record as it is now; empty where it never was, or the caller may not read it.
    public Optional<RecordNow> record(RecordKey key) {
        Acceptance acceptance = asking.app().acceptance(key.collection());
        if (acceptance == null || !asking.principal().mayRead(key.collection())) {
            return Optional.empty();
        }
        Standing standing = draft.standing(key);
        return standing.state().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new RecordNow(
                                key,
                                standing.seq(),
                                standing.state(),
                                standing.view(acceptance),
                                standing.conflicts(acceptance)));
    }

    /// A record as it goes over the wire, as it was before this request; empty where there was
    /// none.
    public Optional<EncodedEntry> stored(RecordKey key) {
        return draft.storedRow(key).map(row -> EncodedEntry.of(row.body()));
    }

    /// Reads records at once that will be asked for one by one.
    public void expect(Iterable<RecordKey> keys) {
        draft.readAll(keys);
    }

    /// All of a record: for a client that is known to have it.
    public VersionVector seenNow(RecordKey key) {
        return draft.standing(key).state().vv();
    }

    /// What of a record somebody has seen who has seen the log up to a seq.
    public VersionVector seenAt(RecordKey key, long seq) {
        Standing standing = draft.standing(key);
        if (seq >= standing.seq()) {
            return standing.state().vv();
        }
        return seq <= 0 ? VersionVector.EMPTY : draft.past(key).seenUpTo(seq);
    }

    /// Whether somebody who has seen this much of a record knows that it is there: from that, or as
    /// something of it was written for this client.
    public boolean knows(RecordKey key, VersionVector seen) {
        return !withOwn(draft.standing(key), seen).counters().isEmpty();
    }

    /// What was shown of a record when the log ended at a seq; where it was not there yet, a
    /// deleted one without fields. Where retention has ended that, as much of it as is known.
    public View viewUpTo(RecordKey key, long seq) {
        Acceptance acceptance = asking.acceptance(key.collection());
        Standing standing = draft.standing(key);
        return seq >= standing.seq()
                ? standing.view(acceptance)
                : View.of(
                        draft.past(key).at(seenAt(key, seq)),
                        acceptance.rules(),
                        acceptance.skew());
    }

    /// What is shown of a record to somebody who has seen this much of it, and what was written for
    /// this client.
    public View viewAt(RecordKey key, VersionVector seen) {
        Acceptance acceptance = asking.acceptance(key.collection());
        Standing standing = draft.standing(key);
        VersionVector all = withOwn(standing, seen);
        RecordState state =
                all.covers(standing.state().vv()) ? standing.state() : draft.past(key).at(all);
        return View.of(state, acceptance.rules(), acceptance.skew());
    }

    /// What a client changes that sends a record as a whole.
    ///
    /// @param wanted all fields that the record shall have
    /// @param seen what the client knew of the record
    public FieldChanges changes(RecordKey key, Value.Obj wanted, VersionVector seen) {
        View before = viewAt(key, seen);
        return FieldChanges.between(
                asking.acceptance(key.collection()).rules(), before.fields(), wanted);
    }

    /// Has a wish decided, and written with the request if it is accepted.
    ///
    /// @throws Problem 413 `RECORD_TOO_LARGE`: the request as a whole comes to nothing
    public Scribed write(Wish wish) {
        Incoming incoming = Incoming.of(mutation(wish));
        Verdict verdict = judge.judge(incoming, true);
        note(new Arrived(new Command.Readable(incoming.mutation()), incoming), verdict);
        return switch (verdict) {
            case Taken taken -> {
                draft.parking().supersede(wish.key(), writer);
                yield new Scribed.Taken(taken.change().seq(), taken.merged());
            }
            case Rejected rejected -> new Scribed.Refused(rejected.refusal(), rejected.conflict());
        };
    }

    private void note(Arrived wish, Verdict verdict) {
        arrived.add(wish);
        verdicts.add(verdict);
        if (verdict instanceof Rejected rejected && rejected.refusal().code() == Code.HELD) {
            guard.held(Objects.requireNonNull(rejected.key()));
        }
    }

    /// Has wishes decided of which each builds on the one before: all are written, or none. What is
    /// refused behind another one is not kept with a conflict, as it makes no sense alone.
    ///
    /// @param wishes at least one
    /// @return what became of the last one, or of the one that was refused
    /// @throws Problem as [#write] does
    public Scribed writeAll(List<Wish> wishes) {
        int before = verdicts.size();
        draft.undo().mark();
        Scribed scribed = write(wishes.getFirst());
        for (int i = 1; i < wishes.size() && scribed instanceof Scribed.Taken; i++) {
            scribed = write(wishes.get(i));
        }
        if (scribed instanceof Scribed.Refused && verdicts.size() > before + 1) {
            draft.undo().backToMark();
            leaveOnlyTheRefusal(before);
            scribed = new Scribed.Refused(((Scribed.Refused) scribed).refusal(), null);
        }
        draft.undo().forget();
        return scribed;
    }

    private void leaveOnlyTheRefusal(int before) {
        Rejected last = (Rejected) verdicts.getLast();
        Arrived refused = arrived.getLast();
        verdicts.subList(before, verdicts.size()).clear();
        arrived.subList(before, arrived.size()).clear();
        note(refused, Rejected.of(last.id(), last.key(), last.refusal()));
    }

    private Mutation mutation(Wish wish) {
        Standing standing = draft.standing(wish.key());
        Dot dot = standing.state().vv().next(writer);
        return new Mutation(
                wish.id(),
                wish.key(),
                wish.op(),
                dot,
                withOwn(standing, wish.seen()),
                wish.fields(),
                wish.unset(),
                wish.clock(),
                null,
                wish.correction());
    }

    /// A client has seen what was written for it.
    private VersionVector withOwn(Standing standing, VersionVector seen) {
        VersionVector all = standing.state().vv();
        long own = all.counter(writer);
        return own == 0 || seen.counter(writer) == own ? seen : seen.with(new Dot(writer, own));
    }

    Draft draft() {
        return draft;
    }

    Guard guard() {
        return guard;
    }

    List<Arrived> arrived() {
        return arrived;
    }

    List<Verdict> verdicts() {
        return verdicts;
    }
}

package dev.tidemark.server.engine;

import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.Decision;
import dev.tidemark.core.merge.Decision.Accepted;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.server.engine.Verdict.Rejected;
import dev.tidemark.server.engine.Verdict.Taken;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.Marks.Mark;
import dev.tidemark.wire.command.Command;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.problem.ProblemCode;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides on one command at a time, and applies what is accepted to the draft.
///
/// Core decides what a mutation means for its own record. What is asked here needs more than that:
/// the credential, the log, other records.
final class Judge {

    private static final Refusal GROUP_REFUSED =
            new Refusal(
                    Code.DEPENDS_ON_REJECTED,
                    "another mutation of its group was refused; mend that one, then send all again");

    private final Draft draft;
    private final Asking asking;
    private final Guard guard;
    private final Disputes disputes;
    private final Patches patches;
    private final RefusedSoFar refusedSoFar;
    private final long recordBytesMax;

    /// One that holds nothing back: for what the server writes itself.
    ///
    /// @param recordBytesMax how long the shown fields of one record may be, in bytes of JSON
    Judge(Draft draft, Asking asking, long recordBytesMax) {
        this(draft, asking, recordBytesMax, new Guard(draft, asking, GuardLimits.OFF));
    }

    /// @param recordBytesMax how long the shown fields of one record may be, in bytes of JSON
    Judge(Draft draft, Asking asking, long recordBytesMax, Guard guard) {
        this.draft = draft;
        this.guard = guard;
        this.asking = asking;
        this.disputes = new Disputes(draft, asking);
        this.patches = new Patches(draft, asking, disputes);
        this.refusedSoFar = new RefusedSoFar(draft.undo());
        this.recordBytesMax = recordBytesMax;
    }

    /// Decides on a command.
    Verdict judge(Arrived arrived) {
        return noted(judge(arrived, true), arrived);
    }

    /// Decides on a command whose group is not accepted: innocent or not, it takes no effect.
    Verdict leaveOut(Arrived arrived) {
        return noted(judge(arrived, false), arrived);
    }

    /// Refuses once more what was refused in a round that was taken back.
    Verdict again(Rejected rejected, Arrived arrived) {
        return noted(rejected, arrived);
    }

    /// Keeps in mind what later commands on the same record build on.
    private Verdict noted(Verdict verdict, Arrived arrived) {
        RecordKey key = arrived.command().key();
        Incoming incoming = arrived.incoming();
        if (key == null) {
            return verdict;
        }
        long counter =
                incoming != null
                        ? incoming.mutation().dot().counter()
                        : draft.standing(key).state().vv().counter(asking.device()) + 1;
        switch (verdict) {
            case Taken taken when taken.elsewhere() -> refusedSoFar.elsewhere(key, counter);
            case Taken _ -> refusedSoFar.taken(key, counter);
            // Behind a gap there is a gap again, and nothing has to be stamped anew.
            case Rejected r when r.refusal().code() == Code.CAUSAL_GAP -> {}
            case Rejected r when r.refusal().code() == Code.HELD -> guard.held(key);
            case Rejected _ -> refusedSoFar.refused(key, counter);
        }
        return verdict;
    }

    private Verdict judge(Arrived arrived, boolean apply) {
        return switch (arrived.command()) {
            case Command.Malformed bad -> Rejected.of(bad.id(), bad.key(), bad.refusal());
            case Command.Readable _ -> judge(Objects.requireNonNull(arrived.incoming()), apply);
        };
    }

    /// Decides on a mutation, whoever stamped it.
    Verdict judge(Incoming incoming, boolean apply) {
        Mutation mutation = incoming.mutation();
        String collection = mutation.key().collection();
        Acceptance acceptance = asking.app().acceptance(collection);
        if (!asking.principal().mayEdit(collection)) {
            return refused(mutation, forbidden(collection));
        }
        if (acceptance == null) {
            String message = "this app has no collection " + collection;
            return refused(mutation, Refusal.invalid("/entity", message));
        }
        Standing standing = draft.standing(mutation.key());
        if (standing.state().vv().covers(mutation.dot())) {
            return repeated(incoming, standing);
        }
        Optional<Earlier> twin = twin(mutation, standing);
        if (twin.isPresent()) {
            return elsewhere(incoming, twin.get());
        }
        Optional<Rejected> earlier = disputes.earlier(incoming);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        Refusal misplaced = misplaced(mutation, standing);
        if (misplaced != null) {
            return refused(mutation, misplaced);
        }
        return standing.kept().purged()
                ? decidePurged(incoming, acceptance, standing, apply)
                : decide(incoming, acceptance, standing, apply);
    }

    /// A purged record can be made anew, under the same id: by whoever had seen it, and by whoever
    /// had not, as everybody may be taken to have seen that it is gone. What somebody did to it who
    /// did not know of its end would bring it back, or make another one of a part of it: that is
    /// for a person to decide.
    private Verdict decidePurged(
            Incoming incoming, Acceptance acceptance, Standing standing, boolean apply) {
        Mutation mutation = incoming.mutation();
        VersionVector gone = standing.state().vv();
        if (mutation.op() == Op.CREATE && gone.covers(mutation.context())) {
            Incoming knowing = Incoming.of(mutation.knowing(gone));
            return decide(knowing, acceptance, standing, apply);
        }
        boolean isThere = standing.kept().compactedSeq() < standing.seq();
        if (isThere && mutation.context().covers(gone)) {
            return decide(incoming, acceptance, draft.unpurge(mutation.key()), apply);
        }
        return refused(
                mutation,
                new Refusal(
                        Code.RECORD_PURGED,
                        "%s was deleted, and nothing of it is kept any more; create it anew if it is still wanted"
                                .formatted(mutation.key())));
    }

    private Verdict decide(
            Incoming incoming, Acceptance acceptance, Standing standing, boolean apply) {
        Mutation mutation = incoming.mutation();
        Stamp stamp =
                new Stamp(
                        acceptance.clamped(mutation.clock(), asking.received()),
                        draft.nextSeq(),
                        asking.rank());
        Decision decision =
                acceptance.decide(
                        standing.state(),
                        mutation,
                        stamp,
                        context -> draft.past(mutation.key()).at(context));
        return switch (decision) {
            case Decision.Covered _ -> repeated(incoming, standing);
            case Decision.Refused(var refusal) -> refusedByRule(incoming, refusal, acceptance);
            case Accepted accepted -> place(new Step(incoming, accepted, acceptance), apply);
        };
    }

    /// Applies what the record's own rules accept, unless something beyond the record forbids it.
    private Verdict place(Step step, boolean apply) {
        Optional<Rejected> clash = disputes.ofName(step);
        if (clash.isPresent()) {
            return clash.get();
        }
        Patches.Outcome patch = patches.of(step);
        if (patch instanceof Patches.Outcome.Fails(var refusal)) {
            return refusedByRule(step.incoming(), refusal, step.acceptance());
        }
        Optional<Refusal> held = guard.refusal(step);
        if (held.isPresent()) {
            return refused(step.incoming().mutation(), held.get());
        }
        if (!apply) {
            return refused(step.incoming().mutation(), GROUP_REFUSED);
        }
        requireSize(step);
        guard.count(step);
        Change change = draft.apply(step);
        if (patch instanceof Patches.Outcome.Fits(var onTarget)) {
            requireSize(onTarget);
            draft.apply(onTarget);
        }
        return Taken.now(change, step.accepted().merged());
    }

    private static Refusal forbidden(String collection) {
        return new Refusal(
                Code.FORBIDDEN,
                "this credential may not write to %s; use one that may".formatted(collection));
    }

    /// The change that a mutation has become under another dot. Behind a refused one nobody looks:
    /// a device learns what is known in the order in which it wrote, so that it can say of what is
    /// behind that it has seen that.
    private Optional<Earlier> twin(Mutation mutation, Standing standing) {
        return refusedSoFar.isBehindRefused(mutation.key(), mutation.dot().counter())
                ? Optional.empty()
                : draft.twin(mutation, standing);
    }

    /// What is wrong with the place of a mutation that was not accepted before.
    private @Nullable Refusal misplaced(Mutation mutation, Standing standing) {
        RecordKey key = mutation.key();
        if (refusedSoFar.isBehindRefused(key, mutation.dot().counter())) {
            return new Refusal(
                    Code.DEPENDS_ON_REJECTED,
                    "an earlier mutation of %s was refused, and this one builds on it; stamp it anew"
                            .formatted(key));
        }
        if (refusedSoFar.isBehindElsewhere(key, mutation.dot().counter())) {
            return new Refusal(
                    Code.DEPENDS_ON_REJECTED,
                    "an earlier mutation of %s is known under another dot, and this one builds on it; stamp it anew"
                            .formatted(key));
        }
        Optional<Refusal> behindHeld = guard.behindHeld(mutation.key());
        if (behindHeld.isPresent()) {
            return behindHeld.get();
        }
        Mark last = standing.marks().of(mutation.dot().device());
        return last != null && last.mutationId().equals(mutation.id())
                ? Refusal.invalid(
                        "/id", "this is the id of the mutation before; every mutation has its own")
                : null;
    }

    /// A mutation whose dot is taken: by itself, or by another one.
    private Verdict repeated(Incoming incoming, Standing standing) {
        Mutation mutation = incoming.mutation();
        Earlier first = draft.changeOf(standing, mutation.dot());
        if (first.holds(incoming)) {
            return Taken.before(first.answering(incoming));
        }
        return refused(
                mutation,
                new Refusal(
                        Code.DEVICE_FORKED,
                        "mutation %d of %s by this device is another one here: two databases share"
                                        .formatted(mutation.dot().counter(), mutation.key())
                                + " its id; take a new id and stamp the queue anew"));
    }

    /// A mutation whose id the record has under another dot.
    private static Verdict elsewhere(Incoming incoming, Earlier twin) {
        boolean same = !(twin instanceof Change change) || change.incoming().saysTheSame(incoming);
        return same
                ? Taken.elsewhere(twin.answering(incoming))
                : refused(
                        incoming.mutation(),
                        Refusal.invalid(
                                "/id",
                                "this is the id of another mutation; every mutation has its own"));
    }

    private void requireSize(Step step) {
        long atMost = draft.standing(step.key()).bytesAtMost() + step.incoming().bytes().length;
        if (atMost <= recordBytesMax) {
            return;
        }
        long bytes = Json.bytes(step.accepted().view().fields()).length;
        if (bytes > recordBytesMax) {
            throw Problem.of(
                    ProblemCode.RECORD_TOO_LARGE,
                    "Command %s would make %s %d bytes long, and a record has at most %d. Nothing of the batch was applied."
                            .formatted(
                                    step.incoming().mutation().id(),
                                    step.key(),
                                    bytes,
                                    recordBytesMax));
        }
    }

    private Verdict refusedByRule(Incoming incoming, Refusal refusal, Acceptance acceptance) {
        return refusal.code() == Code.CONFLICT
                ? disputes.ofRule(incoming, refusal, acceptance)
                : refused(incoming.mutation(), refusal);
    }

    private static Rejected refused(Mutation mutation, Refusal refusal) {
        return Rejected.of(mutation.id(), mutation.key(), refusal);
    }
}

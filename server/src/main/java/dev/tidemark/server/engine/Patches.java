package dev.tidemark.server.engine;

import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.BasePatch;
import dev.tidemark.core.merge.Decision;
import dev.tidemark.core.merge.Decision.Accepted;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.schema.CollectionRules.Base;
import dev.tidemark.server.engine.Verdict.Rejected;
import java.util.Optional;

/// What a new record of a collection with a `base` does to the record that it is for: the target
/// changes with it, or both stay as they are.
final class Patches {

    private final Draft draft;
    private final Asking asking;
    private final Disputes disputes;

    Patches(Draft draft, Asking asking, Disputes disputes) {
        this.draft = draft;
        this.asking = asking;
        this.disputes = disputes;
    }

    /// What becomes of a target.
    sealed interface Outcome {

        /// The record is no patch.
        record None() implements Outcome {}

        /// The target changes, right after the patch.
        record Fits(Step onTarget) implements Outcome {}

        /// Neither changes.
        record Fails(Refusal refusal) implements Outcome {}
    }

    /// What an accepted mutation does to the record that it patches, if it does.
    Outcome of(Step patch) {
        Base base = patch.acceptance().rules().base();
        if (base == null || !draft.standing(patch.key()).state().isEmpty()) {
            return new Outcome.None();
        }
        Acceptance targets = asking.app().acceptance(base.collection());
        if (targets == null || !asking.principal().mayEdit(base.collection())) {
            return new Outcome.Fails(
                    new Refusal(
                            Code.FORBIDDEN,
                            "it would change a record of %s, which this credential may not write to"
                                    .formatted(base.collection())));
        }
        BasePatch rule = new BasePatch(base, targets.rules(), targets.skew());
        Mutation mutation = patch.incoming().mutation();
        RecordKey key = BasePatch.target(base, mutation.fields());
        if (patch.key().equals(key)) {
            return new Outcome.Fails(
                    Refusal.invalid("/fields/" + base.id(), "a patch cannot be for itself"));
        }
        Standing target = key == null ? Standing.none(patch.key()) : draft.standing(key);
        return switch (rule.decide(mutation, target.state(), asking.device(), mutation.id())) {
            case BasePatch.Refused(var refusal) -> new Outcome.Fails(refusal);
            case BasePatch.Applies(var onTarget) -> decide(onTarget, target, targets);
        };
    }

    private Outcome decide(Mutation mutation, Standing target, Acceptance acceptance) {
        Stamp stamp =
                new Stamp(
                        acceptance.clamped(mutation.clock(), asking.received()),
                        draft.nextSeq() + 1,
                        asking.rank());
        Decision decision =
                acceptance.decide(target.state(), mutation, stamp, context -> target.state());
        return switch (decision) {
            case Accepted accepted -> named(new Step(Incoming.of(mutation), accepted, acceptance));
            case Decision.Refused(var refusal) -> new Outcome.Fails(refusal);
            case Decision.Covered _ ->
                    throw new IllegalStateException("A new dot is covered: " + mutation.dot());
        };
    }

    private Outcome named(Step onTarget) {
        Optional<Rejected> clash = disputes.ofName(onTarget);
        return clash.isPresent()
                ? new Outcome.Fails(clash.get().refusal())
                : new Outcome.Fits(onTarget);
    }
}

package dev.tidemark.core.merge;

import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.Decision.Accepted;
import dev.tidemark.core.merge.Decision.Covered;
import dev.tidemark.core.merge.Decision.Refused;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Effect;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.record.UnitWrite;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.Lifecycle;
import dev.tidemark.core.schema.CollectionRules.WriteRule;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a mutation takes effect on a record. Device and server ask the same question: a
 * device learns at once of what no server would take. What needs other records (natural keys,
 * bases, credentials) is asked by whoever holds them.
 *
 * @param rules of the record's collection
 * @param skew of the schema
 * @param shape the JSON Schema of the collection
 */
public record Acceptance(CollectionRules rules, Duration skew, Shape shape) {

    /**
     * A clock as it is kept: one in the future counts as at most the receive time plus the skew, so
     * that a device with a wrong clock cannot win for years.
     */
    public Instant clamped(Instant clock, Instant received) {
        Instant latest = received.plus(skew);
        return clock.isAfter(latest) ? latest : clock;
    }

    /**
     * Decides on one mutation.
     *
     * @param state the record as it is; {@link RecordState#EMPTY} where there is none
     * @param stamp fixed by whoever accepts; its clock is {@link #clamped}
     * @param past asked where the mutation has not seen all of the state
     */
    public Decision decide(RecordState state, Mutation mutation, Stamp stamp, Past past) {
        VersionVector context = mutation.context();
        if (state.vv().covers(mutation.dot())) {
            return new Covered();
        }
        Refusal refusal = causalRefusal(state, mutation);
        if (refusal == null) {
            refusal = staticRefusal(mutation);
        }
        if (refusal != null) {
            return new Refused(refusal);
        }
        boolean merged = !context.covers(state.vv());
        RecordState seen = merged ? past.at(context) : state;
        refusal = ruleRefusal(state, mutation, merged);
        if (refusal != null) {
            return new Refused(refusal);
        }
        Writes writes = new Writes(rules, skew, state, seen, mutation);
        SortedMap<String, UnitWrite> complete = writes.complete();
        return writes.refusal() != null
                ? new Refused(writes.refusal())
                : accepted(
                        state,
                        seen,
                        mutation,
                        new Effect(
                                mutation.dot(),
                                context,
                                stamp,
                                mutation.op().keepsAlive(),
                                complete));
    }

    private Decision accepted(
            RecordState state, RecordState seen, Mutation mutation, Effect effect) {
        boolean merged = !mutation.context().covers(state.vv());
        RecordState after = state.apply(effect);
        View view = View.of(after, rules, skew);
        View asSeen = merged ? View.of(seen.apply(effect), rules, skew) : view;
        List<Flaw> flaws = mutation.op().keepsAlive() ? shape.flaws(asSeen.fields()) : List.of();
        if (!flaws.isEmpty()) {
            List<Flaw> placed = new ArrayList<>();
            for (Flaw flaw : flaws) {
                placed.add(new Flaw("/fields" + flaw.pointer(), flaw.message()));
            }
            return new Refused(
                    new Refusal(
                            Code.VALIDATION,
                            "the record does not fit the schema of %s: %s"
                                    .formatted(rules.name(), placed.get(0).message()),
                            placed));
        }
        boolean fits = !merged || view.deleted() || shape.flaws(view.fields()).isEmpty();
        return new Accepted(effect, after, view, merged, fits);
    }

    /** Whether the record is frozen by its lifecycle. */
    public boolean isFrozen(RecordState state) {
        Lifecycle lifecycle = rules.lifecycle();
        return lifecycle != null
                && !state.isEmpty()
                && lifecycle
                        .frozenAt()
                        .contains(
                                text(
                                        View.of(state, rules, skew)
                                                .fields()
                                                .members()
                                                .get(lifecycle.field())));
    }

    private static @Nullable Refusal causalRefusal(RecordState state, Mutation mutation) {
        long counter = mutation.dot().counter();
        long held = state.vv().counter(mutation.dot().device());
        if (counter > held + 1) {
            return new Refusal(
                    Code.CAUSAL_GAP,
                    "mutation %d of this record by this device came, but %d is missing; send it first"
                            .formatted(counter, held + 1));
        }
        if (!state.vv().covers(mutation.context())) {
            return new Refusal(
                    Code.CAUSAL_GAP,
                    "this mutation has seen one by another device that is not here: its vv is %s,"
                                    .formatted(mutation.vv())
                            + " the record's is %s; send it again when that one has arrived"
                                    .formatted(state.vv()));
        }
        if (state.isEmpty() && mutation.op() != Op.CREATE) {
            return new Refusal(
                    Code.NOT_FOUND,
                    "there never was a record %s; create it first".formatted(mutation.key()));
        }
        return null;
    }

    /** What is wrong with a mutation whatever the record is; null for nothing. */
    public @Nullable Refusal staticRefusal(Mutation mutation) {
        Flaw flaw = Storable.ofMembers("/fields", mutation.fields().members());
        for (String name : mutation.unset()) {
            flaw = flaw == null ? Storable.ofText("/unset", name) : flaw;
            if (mutation.fields().members().containsKey(name)) {
                return Refusal.invalid(
                        "/unset", "%s is both set and taken away; do one".formatted(name));
            }
        }
        if (flaw != null) {
            return Refusal.invalid(flaw.pointer(), flaw.message());
        }
        boolean writes = !mutation.fields().members().isEmpty() || !mutation.unset().isEmpty();
        if (mutation.op() == Op.DELETE && writes) {
            return Refusal.invalid("/fields", "a deletion writes no fields; update first");
        }
        if (mutation.op() == Op.CORRECT && mutation.correction() == null) {
            return Refusal.invalid("/correction", "a correction says why: {reason, correctedBy}");
        }
        return null;
    }

    private @Nullable Refusal ruleRefusal(RecordState state, Mutation mutation, boolean merged) {
        if (rules.rule() == WriteRule.APPEND && !state.isEmpty()) {
            return conflict("%s only takes new records, and %s is there already", mutation);
        }
        if (rules.rule() == WriteRule.OCC && merged) {
            return conflict(
                    "%s wants writes that have seen the record as it is; %s has changed: pull, then"
                            + " write again",
                    mutation);
        }
        if (merged && writesDisputedByHand(state, mutation)) {
            return conflict(
                    "a field of %s that is decided by hand was changed by somebody else in %s: pull,"
                            + " then decide",
                    mutation);
        }
        return rules.lifecycle() == null
                ? null
                : lifecycleRefusal(rules.lifecycle(), state, mutation, merged);
    }

    private @Nullable Refusal lifecycleRefusal(
            Lifecycle lifecycle, RecordState state, Mutation mutation, boolean merged) {
        boolean frozen = isFrozen(state);
        if (frozen && mutation.op() != Op.CORRECT) {
            return conflict(
                    "%s %s is frozen by its " + lifecycle.field() + "; correct it instead",
                    mutation);
        }
        if (frozen && !lifecycle.correctable()) {
            return conflict("%s %s is frozen for good; corrections are not allowed", mutation);
        }
        Value stage = mutation.fields().members().get(lifecycle.field());
        boolean freezes = !frozen && lifecycle.frozenAt().contains(text(stage));
        return freezes && merged
                ? conflict(
                        "%s %s has changed, and who freezes a record must have seen all of it: pull,"
                                + " then confirm",
                        mutation)
                : null;
    }

    private boolean writesDisputedByHand(RecordState state, Mutation mutation) {
        List<String> written = new ArrayList<>(mutation.fields().members().keySet());
        written.addAll(mutation.unset());
        return written.stream()
                .filter(name -> rules.field(name).kind() == FieldKind.MANUAL)
                .map(name -> state.units().get(rules.unit(name)))
                .anyMatch(unit ->
                        unit != null && !unit.dots().stream().allMatch(mutation.context()::covers));
    }

    private static Refusal conflict(String sentence, Mutation mutation) {
        return new Refusal(
                Code.CONFLICT,
                sentence.formatted(mutation.key().collection(), mutation.key().id()));
    }

    private static String text(@Nullable Value value) {
        return value instanceof Value.Text text ? text.value() : String.valueOf(value);
    }
}

package dev.tidemark.core.merge;

import dev.tidemark.core.merge.Decision.Accepted;
import dev.tidemark.core.merge.Decision.Covered;
import dev.tidemark.core.merge.Decision.Refused;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Effect;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.record.UnitWrite;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.Lifecycle;
import dev.tidemark.core.value.Storable.Flaw;
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
        return Duration.between(received, clock).compareTo(skew) > 0 ? received.plus(skew) : clock;
    }

    /**
     * Decides on one mutation.
     *
     * @param state the record as it is; {@link RecordState#EMPTY} where there is none
     * @param stamp fixed by whoever accepts; its clock is {@link #clamped}
     * @param past asked where the mutation has not seen all of the state
     */
    public Decision decide(RecordState state, Mutation mutation, Stamp stamp, Past past) {
        if (state.vv().covers(mutation.dot())) {
            return new Covered();
        }
        boolean merged = !mutation.context().covers(state.vv());
        Refusal refusal = refusal(state, mutation, merged);
        if (refusal != null) {
            return new Refused(refusal);
        }
        Seen seen = merged ? Seen.some(past, mutation.context()) : Seen.all(state);
        Writes writes = Writes.bound(rules, skew, seen, mutation);
        SortedMap<String, UnitWrite> complete = writes.complete();
        if (writes.refusal() != null) {
            return new Refused(writes.refusal());
        }
        return accepted(state, seen, mutation, merged, effect(mutation, stamp, complete));
    }

    /**
     * Decides on a mutation by which the server brings back what was accepted once. It has seen all
     * of the record, and the rules that hold for devices are not asked: a field that is written
     * once may get its former value, a frozen record its former stage. Refused is only what its
     * field's kind cannot take.
     *
     * @param state the record as it is; the mutation's context is all of it
     */
    public Decision bringBack(RecordState state, Mutation mutation, Stamp stamp) {
        if (!mutation.context().equals(state.vv())) {
            throw new IllegalArgumentException(
                    "who brings back %s has seen all of it, not %s of %s"
                            .formatted(mutation.key(), mutation.context(), state.vv()));
        }
        Writes writes = Writes.unbound(rules, skew, Seen.all(state), mutation);
        SortedMap<String, UnitWrite> complete = writes.complete();
        if (writes.refusal() != null) {
            return new Refused(writes.refusal());
        }
        Effect effect = effect(mutation, stamp, complete);
        RecordState after = state.apply(effect);
        View view = View.of(after, rules, skew);
        boolean fits = view.deleted() || shape.flaws(view.fields()).isEmpty();
        return new Accepted(effect, after, view, false, fits);
    }

    private static Effect effect(
            Mutation mutation, Stamp stamp, SortedMap<String, UnitWrite> complete) {
        return new Effect(
                mutation.dot(), mutation.context(), stamp, mutation.op().keepsAlive(), complete);
    }

    private @Nullable Refusal refusal(RecordState state, Mutation mutation, boolean merged) {
        Refusal refusal = Refusals.causal(state, mutation);
        if (refusal == null) {
            refusal = staticRefusal(mutation);
        }
        return refusal == null
                ? Refusals.byRule(rules, state, mutation, merged, isFrozen(state))
                : refusal;
    }

    private Decision accepted(
            RecordState state, Seen seen, Mutation mutation, boolean merged, Effect effect) {
        RecordState after = state.apply(effect);
        View view = View.of(after, rules, skew);
        if (mutation.op().keepsAlive() && !shape.equals(Shape.ANY)) {
            View own = merged ? View.of(seen.state().apply(effect), rules, skew) : view;
            List<Flaw> flaws = shape.flaws(own.fields());
            if (!flaws.isEmpty()) {
                return new Refused(misfit(mutation.key(), flaws));
            }
        }
        boolean fits = !merged || view.deleted() || shape.flaws(view.fields()).isEmpty();
        return new Accepted(effect, after, view, merged, fits);
    }

    private static Refusal misfit(RecordKey key, List<Flaw> flaws) {
        List<Flaw> placed = new ArrayList<>();
        for (Flaw flaw : flaws) {
            placed.add(new Flaw("/fields" + flaw.pointer(), flaw.message()));
        }
        Flaw first = placed.get(0);
        return new Refusal(
                Code.VALIDATION,
                "%s would not fit the schema of its collection: %s: %s"
                        .formatted(key, first.pointer(), first.message()),
                placed);
    }

    /** Whether the record is frozen by its lifecycle, deleted or not. */
    public boolean isFrozen(RecordState state) {
        Lifecycle lifecycle = rules.lifecycle();
        return lifecycle != null
                && Refusals.freezes(
                        lifecycle,
                        View.of(state, rules, skew).fields().members().get(lifecycle.field()));
    }

    /** What is wrong with a mutation whatever the record is; null for nothing. */
    public @Nullable Refusal staticRefusal(Mutation mutation) {
        Refusal refusal = Refusals.ofContent(mutation);
        return refusal == null ? Refusals.ofId(rules, mutation) : refusal;
    }
}

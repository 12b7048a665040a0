package dev.tidemark.core;

import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.conflict.Conflict;
import dev.tidemark.core.conflict.Conflicts;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.Decision;
import dev.tidemark.core.merge.Past;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.merge.Shape;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.Effect;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.schema.CollectionRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a server is to one record: it decides, and keeps what it accepted. */
public final class Ledger implements Past {

    public static final RecordKey KEY = new RecordKey("notes", "n1");

    private final CollectionRules rules;
    private final Acceptance acceptance;
    private final List<Effect> effects = new ArrayList<>();
    private final Map<String, Integer> ranks = new HashMap<>();
    private RecordState state = RecordState.EMPTY;

    public Ledger(CollectionRules rules) {
        this(rules, Shape.ANY);
    }

    public Ledger(CollectionRules rules, Shape shape) {
        this.rules = rules;
        this.acceptance = new Acceptance(rules, Rules.SKEW, shape);
    }

    public Ledger rank(String device, int rank) {
        ranks.put(device, rank);
        return this;
    }

    /** A device that has seen nothing yet. */
    public Writer device(String id) {
        return new Writer(this, id);
    }

    public Decision send(Mutation mutation) {
        int rank = ranks.getOrDefault(mutation.dot().device(), 9);
        Stamp stamp = new Stamp(mutation.clock(), effects.size() + 1L, rank);
        Decision decision = acceptance.decide(state, mutation, stamp, this);
        if (decision instanceof Decision.Accepted accepted) {
            effects.add(accepted.effect());
            state = accepted.after();
        }
        return decision;
    }

    public Decision.Accepted accept(Mutation mutation) {
        Decision decision = send(mutation);
        if (decision instanceof Decision.Accepted accepted) {
            return accepted;
        }
        throw new AssertionError("not accepted: " + decision);
    }

    /** The refusal of a mutation that must not be accepted; the record stays as it was. */
    public Refusal refuse(Mutation mutation) {
        RecordState before = state;
        Decision decision = send(mutation);
        if (decision instanceof Decision.Refused refused && state.equals(before)) {
            return refused.refusal();
        }
        throw new AssertionError("not refused: " + decision);
    }

    @Override
    public RecordState at(VersionVector context) {
        RecordState past = RecordState.EMPTY;
        for (Effect effect : effects) {
            past = context.covers(effect.dot()) ? past.apply(effect) : past;
        }
        return past;
    }

    public Acceptance acceptance() {
        return acceptance;
    }

    public RecordState state() {
        return state;
    }

    public List<Effect> effects() {
        return List.copyOf(effects);
    }

    public View view() {
        return View.of(state, rules, Rules.SKEW);
    }

    public List<Conflict> conflicts() {
        return Conflicts.of(KEY, state, view(), rules, Rules.SKEW);
    }
}

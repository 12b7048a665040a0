package dev.tidemark.core.merge;

import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Mutation.Correction;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.Lifecycle;
import dev.tidemark.core.schema.CollectionRules.WriteRule;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.schema.Rule;
import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a mutation is refused for before its writes are looked at; null stands for nothing. */
final class Refusals {

    private Refusals() {}

    /** What is missing before it. */
    static @Nullable Refusal causal(RecordState state, Mutation mutation) {
        long counter = mutation.dot().counter();
        long held = state.vv().counter(mutation.dot().device());
        if (counter > held + 1) {
            return new Refusal(
                    Code.CAUSAL_GAP,
                    "mutation %d of %s by this device came, but %d is missing; send it first"
                            .formatted(counter, mutation.key(), held + 1));
        }
        if (!state.vv().covers(mutation.context())) {
            return new Refusal(
                    Code.CAUSAL_GAP,
                    ("this mutation of %s has seen one that is not here: its vv is %s, the"
                                    + " record's %s; send it again when that one has arrived")
                            .formatted(mutation.key(), mutation.vv(), state.vv()));
        }
        return state.isEmpty() && mutation.op() != Op.CREATE
                ? new Refusal(
                        Code.NOT_FOUND,
                        "there never was a record %s; create it first".formatted(mutation.key()))
                : null;
    }

    /** What is wrong with it whatever the record is. */
    static @Nullable Refusal ofContent(Mutation mutation) {
        Flaw flaw = unstorable(mutation);
        if (flaw != null) {
            return Refusal.invalid(flaw.pointer(), flaw.message());
        }
        for (String name : mutation.unset()) {
            if (mutation.fields().members().containsKey(name)) {
                return Refusal.invalid(
                        "/unset", "%s is both set and taken away; do one".formatted(name));
            }
        }
        if (mutation.op() == Op.DELETE && writes(mutation)) {
            return Refusal.invalid(
                    "/fields",
                    "deleting %s writes no fields; update it first".formatted(mutation.key()));
        }
        if (mutation.op() == Op.CORRECT && !saysWhy(mutation)) {
            return Refusal.invalid(
                    "/correction",
                    "correcting %s needs a reason: send {reason, correctedBy}"
                            .formatted(mutation.key()));
        }
        return null;
    }

    /** Whether a field that holds the record's id says another one. */
    static @Nullable Refusal ofId(CollectionRules rules, Mutation mutation) {
        List<String> fields = rules.idFrom();
        for (String name : mutation.unset()) {
            if (fields.contains(name)) {
                return Refusal.invalid("/unset", name + " holds the record's id, which stays");
            }
        }
        TreeMap<String, Value> written = new TreeMap<>(mutation.fields().members());
        written.keySet().retainAll(fields);
        return written.isEmpty() || mutation.key().id().equals(rules.idOf(new Value.Obj(written)))
                ? null
                : Refusal.invalid(
                        "/fields/" + Storable.escaped(written.firstKey()),
                        "must say the record's id, %s, with all of: %s"
                                .formatted(mutation.key().id(), String.join(", ", fields)));
    }

    private static @Nullable Flaw unstorable(Mutation mutation) {
        List<Flaw> flaws = new ArrayList<>();
        note(Storable.ofText("/entity", mutation.key().collection()), flaws);
        note(Storable.ofText("/entityId", mutation.key().id()), flaws);
        note(Storable.ofMembers("/fields", mutation.fields().members()), flaws);
        for (String name : mutation.unset()) {
            note(Storable.ofText("/unset", name), flaws);
        }
        Correction correction = mutation.correction();
        if (correction != null) {
            note(Storable.ofText("/correction/reason", correction.reason()), flaws);
            note(Storable.ofText("/correction/correctedBy", correction.correctedBy()), flaws);
        }
        return flaws.isEmpty() ? null : flaws.get(0);
    }

    private static void note(@Nullable Flaw flaw, List<Flaw> flaws) {
        if (flaw != null) {
            flaws.add(flaw);
        }
    }

    private static boolean saysWhy(Mutation mutation) {
        Correction correction = mutation.correction();
        return correction != null
                && !correction.reason().isBlank()
                && !correction.correctedBy().isBlank();
    }

    private static boolean writes(Mutation mutation) {
        return !mutation.fields().members().isEmpty() || !mutation.unset().isEmpty();
    }

    /**
     * Which rule of the collection forbids it.
     *
     * @param merged whether it has not seen all of the state
     * @param frozen whether the record's lifecycle has frozen it
     */
    static @Nullable Refusal byRule(
            CollectionRules rules,
            RecordState state,
            Mutation mutation,
            boolean merged,
            boolean frozen) {
        if (rules.rule() == WriteRule.APPEND && !state.isEmpty()) {
            return conflict(
                    Rule.EXISTS,
                    "%s is there, and its collection only takes new records",
                    mutation);
        }
        if (rules.rule() == WriteRule.OCC && merged) {
            return conflict(
                    Rule.UNSEEN,
                    "%s has changed, and its collection wants writes that have seen it: pull,"
                            + " then write again",
                    mutation);
        }
        if (merged && disputesByHand(rules, state, mutation)) {
            return conflict(
                    Rule.UNSEEN,
                    "a field of %s that is decided by hand was changed by somebody else: pull, then"
                            + " decide",
                    mutation);
        }
        Lifecycle lifecycle = rules.lifecycle();
        return lifecycle == null ? null : byLifecycle(lifecycle, mutation, merged, frozen);
    }

    private static @Nullable Refusal byLifecycle(
            Lifecycle lifecycle, Mutation mutation, boolean merged, boolean frozen) {
        boolean revives = mutation.op() == Op.RESTORE && !writes(mutation);
        if (frozen && mutation.op() != Op.CORRECT && !revives) {
            String wayOut =
                    lifecycle.correctable() ? "correct it, and say why" : "nothing can change it";
            return conflict(
                    Rule.FROZEN,
                    "%s is frozen by its " + lifecycle.field() + ": " + wayOut,
                    mutation);
        }
        if (frozen && mutation.op() == Op.CORRECT && !lifecycle.correctable()) {
            return conflict(
                    Rule.FROZEN,
                    "%s is frozen for good: its collection takes no corrections",
                    mutation);
        }
        Value stage = mutation.fields().members().get(lifecycle.field());
        return !frozen && merged && freezes(lifecycle, stage)
                ? conflict(
                        Rule.UNSEEN,
                        "%s has changed, and who freezes it must have seen all of it: pull, then"
                                + " freeze it",
                        mutation)
                : null;
    }

    /** Whether a record whose lifecycle field has this value is frozen. */
    static boolean freezes(Lifecycle lifecycle, @Nullable Value stage) {
        if (stage == null) {
            return false;
        }
        String text = stage instanceof Value.Text named ? named.value() : stage.toString();
        return lifecycle.frozenAt().contains(text);
    }

    private static boolean disputesByHand(
            CollectionRules rules, RecordState state, Mutation mutation) {
        List<String> written = new ArrayList<>(mutation.fields().members().keySet());
        written.addAll(mutation.unset());
        return written.stream()
                .filter(name -> rules.field(name).kind() == FieldKind.MANUAL)
                .map(name -> state.units().get(rules.unit(name)))
                .anyMatch(unit ->
                        unit != null && !unit.dots().stream().allMatch(mutation.context()::covers));
    }

    private static Refusal conflict(Rule rule, String sentence, Mutation mutation) {
        return Refusal.conflict(rule, sentence.formatted(mutation.key()));
    }
}

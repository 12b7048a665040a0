package dev.tidemark.core.merge;

import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.Base;
import dev.tidemark.core.schema.Rule;
import dev.tidemark.core.value.Decimal;
import dev.tidemark.core.value.JsonPatch;
import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Value;
import java.math.BigInteger;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a record that patches another one does to it. The patch was made for one version of
 * its target; if that is the active one, the target moves to the next, by a mutation like any
 * other. A target that is not there is at version 0 and starts without fields.
 *
 * @param base what the collection of the patches says of their targets
 * @param targets the rules of the targets' collection
 * @param skew of the schema
 */
public record BasePatch(Base base, CollectionRules targets, Duration skew) {

    /** The field of a target that says which version is active. */
    public static final String VERSION = "version";

    /** What becomes of a patch. */
    public sealed interface Outcome {}

    /** It fits: the target changes by this mutation, which has yet to be accepted. */
    public record Applies(Mutation onTarget) implements Outcome {}

    /** It does not, and neither the patch nor its target changes. */
    public record Refused(Refusal refusal) implements Outcome {}

    /** Which record a patch is for; null where it names none. */
    public static @Nullable RecordKey target(Base base, Value.Obj patch) {
        return patch.members().get(base.id()) instanceof Value.Text id
                ? new RecordKey(base.collection(), id.value())
                : null;
    }

    /**
     * Decides on one patch.
     *
     * @param patch the mutation that creates the patching record
     * @param target the record that it is for, as it is; {@link RecordState#EMPTY} for none
     * @param device that asks; the target's dot is taken under {@code patch:<device>}
     * @param id of the mutation on the target
     */
    public Outcome decide(Mutation patch, RecordState target, String device, String id) {
        RecordKey key = target(base, patch.fields());
        if (key == null) {
            return invalid(base.id(), "", "a patch names its target: the id of a record, a text");
        }
        View shown = View.of(target, targets, skew);
        if (!target.isEmpty() && shown.deleted()) {
            return conflict("%s is deleted: restore it, then patch it", key);
        }
        BigInteger wanted = version(patch.fields().members().get(base.version()));
        if (wanted == null) {
            return invalid(base.version(), "", "a patch names the version that it was made for");
        }
        Value stated = shown.fields().members().get(VERSION);
        BigInteger active = stated == null ? BigInteger.ZERO : version(stated);
        if (active == null) {
            return conflict("the version of %s is no whole number: correct it first", key);
        }
        if (!active.equals(wanted)) {
            return conflict(
                    "%s is at version "
                            + active
                            + " and the patch is for "
                            + wanted
                            + ": pull, make it anew, then send it",
                    key);
        }
        Value operations = patch.fields().members().get(base.apply());
        return applied(
                JsonPatch.apply(operations == null ? Value.NULL : operations, shown.fields()),
                new Step(patch, key, target, shown, active.add(BigInteger.ONE), device, id));
    }

    private record Step(
            Mutation patch,
            RecordKey key,
            RecordState target,
            View shown,
            BigInteger version,
            String device,
            String id) {}

    private Outcome applied(JsonPatch.Outcome outcome, Step step) {
        if (outcome instanceof JsonPatch.Failed failed) {
            return invalid(base.apply(), failed.flaw().pointer(), failed.flaw().message());
        }
        if (!(outcome instanceof JsonPatch.Patched patched)
                || !(patched.document() instanceof Value.Obj after)) {
            return invalid(base.apply(), "", "a patched record must still be an object");
        }
        Value.Obj before = step.shown().fields();
        if (!Value.same(before.members().get(VERSION), after.members().get(VERSION))) {
            return invalid(base.apply(), "", "a patch leaves \"version\" alone: it is counted");
        }
        Value next = new Value.Num(step.version().toString());
        FieldChanges changes = FieldChanges.between(targets, before, after.with(VERSION, next));
        return new Applies(
                new Mutation(
                        step.id(),
                        step.key(),
                        step.target().isEmpty() ? Op.CREATE : Op.UPDATE,
                        step.target().vv().next("patch:" + step.device()),
                        step.target().vv(),
                        changes.fields(),
                        changes.unset(),
                        step.patch().clock(),
                        null,
                        null));
    }

    private static @Nullable BigInteger version(@Nullable Value value) {
        if (!(value instanceof Value.Num number)) {
            return null;
        }
        Decimal decimal = Decimal.of(number.text());
        boolean counts =
                decimal.isWhole()
                        && !decimal.negative()
                        && decimal.point() <= Writes.COUNTER_DIGITS_MAX;
        return counts ? decimal.toBigInteger() : null;
    }

    private static Outcome invalid(String field, String within, String message) {
        return new Refused(Refusal.invalid("/fields/" + Storable.escaped(field) + within, message));
    }

    private static Outcome conflict(String sentence, RecordKey key) {
        return new Refused(Refusal.conflict(Rule.BASE, sentence.formatted(key)));
    }
}

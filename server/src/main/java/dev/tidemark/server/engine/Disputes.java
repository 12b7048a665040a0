package dev.tidemark.server.engine;

import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.conflict.Conflict.Type;
import dev.tidemark.core.conflict.Conflicts;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.Decision.Accepted;
import dev.tidemark.core.merge.NaturalKeys.Proposal;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.schema.CollectionRules.NaturalKey;
import dev.tidemark.core.schema.Rule;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.engine.Claims.Claim;
import dev.tidemark.server.engine.Verdict.Rejected;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.ListedConflict.Field;
import dev.tidemark.wire.command.ListedConflict.Status;
import dev.tidemark.wire.command.ListedConflict.Suggestion;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Refusals that are conflicts too: the mutation is kept, and a person decides about it.
final class Disputes {

    private static final Suggestion KEEP_WHAT_IS = new Suggestion("theirs", Value.Obj.EMPTY);

    private final Draft draft;
    private final Asking asking;

    Disputes(Draft draft, Asking asking) {
        this.draft = draft;
        this.asking = asking;
    }

    /// How the very same mutation was refused before; empty where it was not.
    Optional<Rejected> earlier(Incoming incoming) {
        return draft.parking()
                .earlier(incoming)
                .map(row ->
                        new Rejected(
                                row.mutationId(),
                                row.key(),
                                new Refusal(Code.CONFLICT, row.detail(), List.of(), row.rule()),
                                draft.parking().conflict(row),
                                null));
    }

    /// A rule has refused a mutation.
    Rejected ofRule(Incoming incoming, Refusal refusal, Acceptance acceptance) {
        Mutation mutation = incoming.mutation();
        List<String> names = new ArrayList<>(mutation.fields().members().keySet());
        names.addAll(mutation.unset());
        Standing standing = draft.standing(mutation.key());
        List<Field> fields = new ArrayList<>();
        for (String name : names) {
            Optional<Sibling> theirs = Shown.sibling(name, standing, acceptance);
            fields.add(field(name, theirs, attempted(name, mutation), null));
        }
        return kept(incoming, refusal, Type.RULE, fields, KEEP_WHAT_IS);
    }

    /// Refuses a step after which two live records would have one natural key.
    Optional<Rejected> ofName(Step step) {
        NaturalKey rule = step.acceptance().rules().naturalKey();
        Claim claim = Claims.of(step);
        return rule == null || claim == null
                ? Optional.empty()
                : draft.claims()
                        .holder(claim)
                        .filter(holder -> !holder.equals(step.key().id()))
                        .map(holder -> taken(step, rule, holder));
    }

    /// Two live records have one natural key, as one of them came back when the other had it: a
    /// person renames one of them. Told as if somebody had just tried to write the name.
    Optional<Rejected> ofBoth(Standing standing, Acceptance acceptance) {
        NaturalKey rule = Objects.requireNonNull(acceptance.rules().naturalKey());
        TreeMap<String, Value> names = new TreeMap<>(standing.view(acceptance).fields().members());
        names.keySet().retainAll(rule.fields());
        VersionVector seen = standing.state().vv();
        Mutation attempt =
                new Mutation(
                        Conflicts.idOfRefused(Type.NATURAL_KEY, standing.key(), "" + names),
                        standing.key(),
                        Op.UPDATE,
                        seen.next(asking.writer("rename")),
                        seen,
                        new Value.Obj(names),
                        List.of(),
                        asking.received(),
                        null,
                        null);
        Stamp stamp = new Stamp(asking.received(), draft.nextSeq(), asking.rank());
        return acceptance.decide(standing.state(), attempt, stamp, context -> standing.state())
                        instanceof Accepted accepted
                ? ofName(new Step(Incoming.of(attempt), accepted, acceptance))
                : Optional.empty();
    }

    private Rejected taken(Step step, NaturalKey rule, String holder) {
        RecordKey key = step.key();
        Proposal proposal = draft.claims().proposal(key, rule, step.accepted().view());
        String sentence =
                "%s would have the same %s as %s"
                        .formatted(key, String.join(" and ", rule.fields()), holder);
        if (proposal == null) {
            Refusal refusal = Refusal.conflict(Rule.NATURAL_KEY, sentence + "; choose others");
            return kept(step.incoming(), refusal, Type.NATURAL_KEY, List.of(), null);
        }
        String name = proposal.field();
        Standing other = draft.standing(new RecordKey(key.collection(), holder));
        Sibling mine =
                new Sibling(
                        step.accepted().effect().dot(),
                        step.accepted().view().fields().members().get(name),
                        step.accepted().effect().stamp());
        Optional<Sibling> theirs = Shown.sibling(name, other, step.acceptance());
        return kept(
                step.incoming(),
                Refusal.conflict(
                        Rule.NATURAL_KEY,
                        "%s; rename it, for example: %s %s"
                                .formatted(sentence, name, proposal.value())),
                Type.NATURAL_KEY,
                List.of(field(name, theirs, mine, proposal)),
                new Suggestion("rename", Value.Obj.EMPTY.with(name, proposal.value())));
    }

    private Sibling attempted(String name, Mutation mutation) {
        return new Sibling(
                mutation.dot(),
                mutation.fields().members().get(name),
                new Stamp(mutation.clock(), Stamp.PENDING, asking.rank()));
    }

    /// A field as the device sees it whose mutation is refused; that one's value stands last.
    private static Field field(
            String name, Optional<Sibling> theirs, Sibling mine, @Nullable Proposal proposal) {
        Sibling other = theirs.orElse(mine);
        return new Field(
                name,
                mine.value(),
                other.value(),
                proposal == null ? other.value() : proposal.value(),
                theirs.isEmpty() ? List.of(mine) : List.of(other, mine));
    }

    private Rejected kept(
            Incoming incoming,
            Refusal refusal,
            Type type,
            List<Field> fields,
            @Nullable Suggestion suggestion) {
        Mutation mutation = incoming.mutation();
        ListedConflict conflict =
                new ListedConflict(
                        Conflicts.idOfRefused(type, mutation.key(), mutation.id()),
                        type,
                        mutation.key(),
                        fields,
                        suggestion,
                        Status.OPEN,
                        asking.received(),
                        asking.traceId(),
                        refusal.detail(),
                        (Value.Obj) Json.read(incoming.bytes(), JsonLimits.STORED));
        return new Rejected(mutation.id(), mutation.key(), refusal, conflict, incoming);
    }
}

package dev.tidemark.server.upsert;

import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.FieldChanges;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules.WriteRule;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.engine.RecordNow;
import dev.tidemark.server.engine.Scribe;
import dev.tidemark.server.engine.Scribed;
import dev.tidemark.server.engine.Standpoint;
import dev.tidemark.server.engine.Wish;
import dev.tidemark.server.upsert.Decided.Refused;
import dev.tidemark.wire.upsert.Upsert;
import dev.tidemark.wire.upsert.UpsertBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// Has the records of one batch decided, one after the other.
///
/// A record says what its app shows, not what was changed. What differs from what the device has
/// seen is what it wants; a field that it does not name is not touched. What says nothing new is
/// accepted and not written.
///
/// Confined to one attempt to decide a batch.
final class Deciding {

    private final Scribe scribe;
    private final Standpoint since;
    private final TreeMap<String, Integer> counts = new TreeMap<>();
    private final Map<RecordKey, Value.Obj> accepted = new HashMap<>();
    private final List<Refused> refused = new ArrayList<>();
    private final Set<Counted> counted = new HashSet<>();

    /// The same record with the same content counts once.
    private record Counted(RecordKey key, Value.Obj fields) {}

    private Deciding(Scribe scribe, Standpoint since) {
        this.scribe = scribe;
        this.since = since;
    }

    static Decided on(Scribe scribe, UpsertBatch batch) {
        Deciding deciding = new Deciding(scribe, scribe.standpoint(batch.cursor()));
        List<RecordKey> keys = new ArrayList<>();
        for (Upsert upsert : batch.upserts()) {
            if (upsert instanceof Upsert.Readable readable) {
                keys.add(readable.key());
            }
        }
        scribe.expect(keys);
        batch.upserts().forEach(deciding::decide);
        return new Decided(deciding.since, deciding.counts, deciding.accepted, deciding.refused);
    }

    private void decide(Upsert upsert) {
        switch (upsert) {
            case Upsert.Malformed bad ->
                    refused.add(
                            new Refused(
                                    bad,
                                    new Refusal(
                                            Code.VALIDATION,
                                            bad.flaws().get(0).pointer()
                                                    + ": "
                                                    + bad.flaws().get(0).message(),
                                            bad.flaws())));
            case Upsert.Readable readable -> decide(readable);
        }
    }

    private void decide(Upsert.Readable upsert) {
        Optional<RecordNow> now = scribe.record(upsert.key());
        Optional<Wish> wish =
                now.isPresent() ? wish(upsert, now.get()) : Optional.of(creation(upsert));
        if (wish.isEmpty()) {
            accept(upsert);
            return;
        }
        switch (scribe.write(wish.get())) {
            case Scribed.Taken _ -> accept(upsert);
            case Scribed.Refused(var refusal, var _) -> refused.add(new Refused(upsert, refusal));
        }
    }

    private void accept(Upsert.Readable upsert) {
        if (counted.add(new Counted(upsert.key(), upsert.fields()))) {
            counts.merge(upsert.collection(), 1, Integer::sum);
        }
        accepted.put(upsert.key(), upsert.fields());
    }

    private Wish creation(Upsert.Readable upsert) {
        VersionVector nothing = VersionVector.EMPTY;
        return new Wish(
                id(upsert, Op.CREATE, upsert.fields(), nothing, nothing),
                upsert.key(),
                Op.CREATE,
                upsert.fields(),
                List.of(),
                upsert.clock(),
                null,
                nothing);
    }

    /// What is to be written over a record that is there; empty for nothing.
    private Optional<Wish> wish(Upsert.Readable upsert, RecordNow now) {
        Acceptance acceptance = acceptance(upsert);
        boolean fixed =
                acceptance.rules().rule() == WriteRule.APPEND || acceptance.isFrozen(now.state());
        if (!now.deleted() && saysNothingNew(upsert.fields(), now.fields())) {
            return Optional.empty();
        }
        VersionVector seen = scribe.seenAt(upsert.key(), since.since().seq());
        boolean correcting = upsert.correction() != null;
        Value.Obj fields =
                fixed && !correcting
                        ? upsert.fields()
                        : scribe.changes(upsert.key(), upsert.fields(), seen).fields();
        if (fields.members().isEmpty() && fixed) {
            fields =
                    FieldChanges.between(acceptance.rules(), now.fields(), upsert.fields())
                            .fields();
        }
        if (fields.members().isEmpty() && !now.deleted() && !correcting) {
            return Optional.empty();
        }
        Op op = correcting ? Op.CORRECT : Op.UPDATE;
        return Optional.of(
                new Wish(
                        id(upsert, op, fields, seen, now.state().vv()),
                        upsert.key(),
                        op,
                        fields,
                        List.of(),
                        upsert.clock(),
                        upsert.correction(),
                        seen));
    }

    private static boolean saysNothingNew(Value.Obj sent, Value.Obj shown) {
        return sent.members().entrySet().stream()
                .allMatch(e -> Value.same(e.getValue(), shown.members().get(e.getKey())));
    }

    private Acceptance acceptance(Upsert.Readable upsert) {
        return Objects.requireNonNull(scribe.app().acceptance(upsert.collection()));
    }

    /// A name for the mutation, made from what it says, what the device knew, and what there is:
    /// the same again is the same mutation, whichever sync brings it. So what was refused or held
    /// is known when it comes once more, and is not listed twice.
    private String id(
            Upsert.Readable upsert,
            Op op,
            Value.Obj fields,
            VersionVector seen,
            VersionVector there) {
        String text =
                Canonical.text(
                        Value.of(
                                List.of(
                                        Value.of(scribe.asking().device()),
                                        Value.of(upsert.collection()),
                                        Value.of(upsert.key().id()),
                                        Value.of(op.name()),
                                        fields,
                                        Value.of(upsert.clock().toString()),
                                        Value.of(String.valueOf(upsert.correction())),
                                        Value.of(seen.toString()),
                                        Value.of(there.toString()))));
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }
}

package dev.tidemark.server.project;

import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.FieldChanges;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.engine.RecordNow;
import dev.tidemark.server.engine.Scribe;
import dev.tidemark.server.engine.Scribed.Refused;
import dev.tidemark.server.engine.Scribing.Reply;
import dev.tidemark.server.engine.Wish;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.AnsweredRow;
import dev.tidemark.server.store.EntityRow;
import dev.tidemark.server.store.Head;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.problem.ProblemCode;
import dev.tidemark.wire.project.ProjectEdit;
import dev.tidemark.wire.project.ProjectEdit.Delete;
import dev.tidemark.wire.project.ProjectEdit.Upsert;
import dev.tidemark.wire.project.ProjectItems;
import dev.tidemark.wire.project.ProjectWrite;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One write of a project while it is decided: all of it is written or nothing.
///
/// It is compared and swapped: a write names the version that it builds on, and comes to nothing if
/// that is not the one that is there. So who writes has seen all of what it replaces.
///
/// Confined to one transaction, and to one attempt to decide.
final class Writing {

    /// The contract's name among the answered requests and in dots.
    static final String CONTRACT = "project";

    private final Scribe scribe;
    private final ProjectWrite write;
    private final Project project;
    private final Head head;
    private final List<Flaw> flaws = new ArrayList<>();

    Writing(Scribe scribe, ProjectWrite write, ProjectItems items) {
        this.scribe = scribe;
        this.write = write;
        this.project =
                new Project(
                        scribe.tx(),
                        scribe.asking().account(),
                        items,
                        scribe.asking().principal()::mayRead);
        this.head = project.head();
    }

    /// The version that there is afterwards; empty for a write that builds on another version than
    /// the one that is there, of which nothing is written.
    ///
    /// @throws Problem if it is refused for another reason
    Reply<Optional<String>> decide() {
        Optional<AnsweredRow> earlier =
                AnsweredRow.find(tx(), project.account(), CONTRACT, write.opId());
        if (earlier.isPresent()) {
            String version = answered(earlier.get());
            return _ -> Optional.of(version);
        }
        boolean empty = project.isEmpty();
        if (write.isEmptyProject() && !empty) {
            throw Problem.of(
                    ProblemCode.EMPTY_OVERWRITE,
                    "The project is not empty, and an empty one would take its place. Pull first; to"
                            + " empty it on purpose, delete what is in it.");
        }
        if (!builds(empty)) {
            return _ -> Optional.empty();
        }
        carryOut(write.whole() ? withRemovals() : write.edits());
        return transcript -> {
            String version = Versions.of(transcript.head()).text();
            new AnsweredRow(
                            CONTRACT,
                            write.opId(),
                            write.digest(),
                            version.getBytes(StandardCharsets.UTF_8),
                            transcript.head().seq(),
                            scribe.asking().received().toEpochMilli())
                    .keep(transcript.tx(), project.account());
            return Optional.of(version);
        };
    }

    private Tx tx() {
        return scribe.tx();
    }

    private String answered(AnsweredRow row) {
        if (!row.answers(write.digest())) {
            throw Problem.of(
                    ProblemCode.IDEMPOTENCY_KEY_REUSED,
                    "The operation %s was another one, and was carried out; give this one an opId of its own."
                            .formatted(write.opId()));
        }
        return new String(row.answer(), StandardCharsets.UTF_8);
    }

    /// Whether the write knows what it replaces.
    private boolean builds(boolean empty) {
        boolean someWithout =
                write.edits().isEmpty()
                        || write.edits().stream().anyMatch(edit -> edit.base() == null);
        if (someWithout && write.baseVersion() == null && !empty) {
            throw Problem.of(
                    ProblemCode.INITIAL_PULL_REQUIRED,
                    "The account has a project; get it, and send the version that the write builds on"
                            + " as baseVersion or If-Match.");
        }
        boolean latest =
                write.baseVersion() == null || write.baseVersion().equals(Versions.of(head).text());
        return (!someWithout || latest) && write.edits().stream().allMatch(this::isAsItWas);
    }

    /// Whether an entity still is what it was at the version that is named with it.
    private boolean isAsItWas(ProjectEdit edit) {
        return edit.base() == null
                || Versions.known(tx(), project.account(), edit.base())
                        .filter(base ->
                                scribe.record(edit.key())
                                        .map(now -> now.seq() <= base.seq())
                                        .orElse(true))
                        .isPresent();
    }

    /// A whole project leaves out what shall go, which somebody has to confirm.
    private List<ProjectEdit> withRemovals() {
        Set<RecordKey> named = new HashSet<>();
        write.edits().forEach(edit -> named.add(edit.key()));
        List<ProjectEdit> all = new ArrayList<>(write.edits());
        for (String part : project.parts()) {
            if (!part.equals(project.items().rules().meta())) {
                EntityRow.eachLive(
                        tx(),
                        project.account(),
                        part,
                        key -> {
                            if (!named.contains(key)) {
                                all.add(new Delete(key, null, "/projectData/" + part));
                            }
                        });
            }
        }
        int removed = all.size() - write.edits().size();
        if (removed > 0 && !write.confirmed()) {
            throw unconfirmed(
                    "The project has %d entities that are not in this one, and they would be deleted"
                            .formatted(removed));
        }
        return all;
    }

    private static Problem unconfirmed(String what) {
        return Problem.of(
                ProblemCode.CONFIRMATION_REQUIRED,
                what + "; send \"confirm\": true if a person means it.");
    }

    private void carryOut(List<ProjectEdit> edits) {
        scribe.expect(edits.stream().map(ProjectEdit::key).toList());
        List<Asked> asked = new ArrayList<>();
        for (ProjectEdit edit : edits) {
            Wish wish = wish(edit);
            if (wish != null) {
                asked.add(new Asked(edit, wish));
            }
        }
        boolean anyChange = asked.stream().anyMatch(each -> !each.isEmpty());
        for (Asked each : asked) {
            // A delta that says what is there already is a write all the same, with a new version.
            if (!each.isEmpty() || !anyChange && !write.whole()) {
                carryOut(each);
            }
        }
        if (!flaws.isEmpty()) {
            Flaw first = flaws.getFirst();
            throw Problem.invalid(first.pointer() + ": " + first.message(), flaws);
        }
    }

    private record Asked(ProjectEdit edit, Wish wish) {

        boolean isEmpty() {
            return wish.op() == Op.UPDATE
                    && wish.fields().members().isEmpty()
                    && wish.unset().isEmpty();
        }
    }

    private void carryOut(Asked asked) {
        if (scribe.write(asked.wish) instanceof Refused(var refusal, _)) {
            refuse(asked.edit, refusal);
        }
    }

    private void refuse(ProjectEdit edit, Refusal refusal) {
        if (refusal.code() == Code.HELD) {
            throw unconfirmed(
                    "This deletes or overwrites much of %s at once"
                            .formatted(edit.key().collection()));
        }
        if (refusal.code() == Code.FORBIDDEN) {
            throw Problem.forbidden(refusal.detail());
        }
        for (Flaw flaw : refusal.errors()) {
            flaws.add(
                    new Flaw(
                            edit.place() + flaw.pointer().replaceFirst("^/fields", ""),
                            flaw.message()));
        }
        if (refusal.errors().isEmpty()) {
            flaws.add(new Flaw(edit.place(), refusal.detail()));
        }
    }

    /// What an edit wants of its record; null for nothing.
    private @Nullable Wish wish(ProjectEdit edit) {
        Optional<RecordNow> now = scribe.record(edit.key());
        return switch (edit) {
            case Delete _ ->
                    now.isEmpty() || now.get().deleted()
                            ? null
                            : wish(edit.key(), Op.DELETE, seen(now.get()));
            case Upsert upsert -> now.isEmpty() ? created(upsert) : changed(upsert, now.get());
        };
    }

    private Wish created(Upsert upsert) {
        return wish(upsert.key(), Op.CREATE, VersionVector.EMPTY)
                .with(changes(upsert, Value.Obj.EMPTY, upsert.fields()));
    }

    /// An entity that was deleted comes back as the write says; of one that is there, a delta
    /// changes only what it names, and a whole project takes away only what somebody has confirmed.
    private Wish changed(Upsert upsert, RecordNow now) {
        boolean replaces = now.deleted() || write.whole() && write.confirmed();
        Value.Obj wanted = replaces ? upsert.fields() : merged(now.fields(), upsert.fields());
        Op op = now.deleted() ? Op.RESTORE : Op.UPDATE;
        return wish(upsert.key(), op, seen(now)).with(changes(upsert, now.fields(), wanted));
    }

    private static Value.Obj merged(Value.Obj fields, Value.Obj named) {
        TreeMap<String, Value> all = new TreeMap<>(fields.members());
        all.putAll(named.members());
        return new Value.Obj(all);
    }

    private FieldChanges changes(Upsert upsert, Value.Obj before, Value.Obj wanted) {
        CollectionRules rules = project.items().rules(upsert.key().collection());
        return FieldChanges.between(rules, before, wanted);
    }

    private VersionVector seen(RecordNow now) {
        return scribe.seenNow(now.key());
    }

    private Wish wish(RecordKey key, Op op, VersionVector seen) {
        return Wish.of(write.opId(), key, op, scribe.asking().received(), seen);
    }
}

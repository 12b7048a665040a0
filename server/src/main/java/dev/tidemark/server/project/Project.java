package dev.tidemark.server.project;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.engine.Pull;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.EntityRow;
import dev.tidemark.server.store.Head;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.problem.ProblemCode;
import dev.tidemark.wire.project.Handshake;
import dev.tidemark.wire.project.HandshakeAnswer;
import dev.tidemark.wire.project.ProjectDelta;
import dev.tidemark.wire.project.ProjectDocument;
import dev.tidemark.wire.project.ProjectItems;
import dev.tidemark.wire.project.ProjectVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The project of an account as somebody may see it. Confined to one transaction.
///
/// @param mayRead which parts the caller may see; the others are left out, not shown as empty
record Project(Tx tx, String account, ProjectItems items, Predicate<String> mayRead) {

    /// Where the log ends.
    ///
    /// @throws Problem 404 if the account was erased meanwhile
    Head head() {
        return Head.find(tx, account).orElseThrow(() -> Problem.notFound("account"));
    }

    /// The version of the whole.
    String version() {
        return Versions.of(head()).text();
    }

    /// All of it.
    ProjectDocument whole() {
        Head head = head();
        TreeMap<RecordKey, Value.Obj> live = new TreeMap<>();
        List<Value> conflicts = new ArrayList<>();
        EntityRow.each(
                tx,
                account,
                0,
                this::shows,
                row -> {
                    if (!row.deleted()) {
                        live.put(row.key(), item(row));
                        addConflict(row, conflicts);
                    }
                });
        return new ProjectDocument(
                Versions.of(head).text(), updatedAt(head), data(live, head), conflicts);
    }

    private Value.Obj data(Map<RecordKey, Value.Obj> live, Head head) {
        TreeMap<String, List<Value>> lists = new TreeMap<>();
        items.rules().lists().stream()
                .filter(mayRead)
                .forEach(list -> lists.put(list, new ArrayList<>()));
        Value.Obj meta = Value.Obj.EMPTY;
        for (Map.Entry<RecordKey, Value.Obj> each : live.entrySet()) {
            String collection = each.getKey().collection();
            if (collection.equals(items.rules().meta())) {
                meta = each.getValue();
            } else {
                Objects.requireNonNull(lists.get(collection)).add(each.getValue());
            }
        }
        TreeMap<String, Value> members = new TreeMap<>();
        lists.forEach((list, entities) -> members.put(list, Value.of(entities)));
        if (mayRead.test(items.rules().meta())) {
            members.put(items.rules().meta(), ProjectItems.meta(meta, Versions.of(head)));
        }
        return new Value.Obj(members);
    }

    /// What has changed since a version.
    ///
    /// @throws Problem 400 `CURSOR_INVALID` if it is no version, 409 `CURSOR_AHEAD` if this server
    ///   has not issued it, 410 `CURSOR_EXPIRED` if deletions since may be forgotten
    Value.Obj since(String text) {
        Head head = head();
        ProjectVersion since = requireKnown(text, head);
        ProjectDelta delta = new ProjectDelta(items);
        List<Value> conflicts = new ArrayList<>();
        EntityRow.each(
                tx,
                account,
                since.seq(),
                this::shows,
                row -> {
                    if (row.deleted()) {
                        delta.delete(row.key());
                    } else {
                        delta.upsert(row.key().collection(), shown(row, head));
                        addConflict(row, conflicts);
                    }
                });
        return ProjectDocument.sinceValue(
                Versions.of(head).text(), updatedAt(head), delta, conflicts);
    }

    private ProjectVersion requireKnown(String text, Head head) {
        if (ProjectVersion.read(text) == null) {
            throw Problem.of(
                    ProblemCode.CURSOR_INVALID,
                    "There is no such version; leave since away to get the whole project.");
        }
        ProjectVersion since =
                Versions.known(tx, account, text)
                        .orElseThrow(() ->
                                Problem.of(
                                        ProblemCode.CURSOR_AHEAD,
                                        "This server never had that version, or went back to an"
                                                + " earlier state; leave since away to get the whole"
                                                + " project, and merge what the device has."));
        if (since.seq() < head.horizon()) {
            throw Problem.of(
                    ProblemCode.CURSOR_EXPIRED,
                    "That version is older than what the server remembers of deletions; leave since"
                            + " away to get the whole project.");
        }
        return since;
    }

    /// What a device is told that says what it has.
    HandshakeAnswer answer(Handshake handshake, Pull pull) {
        Head head = head();
        TreeMap<String, String> versions = new TreeMap<>();
        boolean lacks = false;
        for (String part : parts()) {
            long last = EntityRow.last(tx, account, part);
            versions.put(part, ((Value.Text) Versions.at(tx, account, last)).value());
            lacks |= last > 0 && !has(handshake.lastKnown().get(part), last);
        }
        return new HandshakeAnswer(
                Versions.of(head).text(), versions, pull.end(tx, account), lacks);
    }

    private boolean has(@Nullable String known, long last) {
        return Versions.known(tx, account, known)
                .filter(version -> version.seq() >= last)
                .isPresent();
    }

    /// The parts that the caller may see.
    List<String> parts() {
        List<String> parts = new ArrayList<>(items.rules().lists());
        parts.add(items.rules().meta());
        parts.removeIf(mayRead.negate());
        return parts;
    }

    /// Whether there is anything, whoever may see it.
    boolean isEmpty() {
        return new Project(tx, account, items, _ -> true)
                .parts().stream().noneMatch(part -> EntityRow.anyLive(tx, account, part));
    }

    /// An entity as an item; of the single record without the project's version.
    Value.Obj item(EntityRow row) {
        return items.item(row.key(), EncodedEntry.of(row.body()).fields(), Versions.of(row));
    }

    private Value.Obj shown(EntityRow row, Head head) {
        return row.key().collection().equals(items.rules().meta())
                ? ProjectItems.meta(item(row), Versions.of(head))
                : item(row);
    }

    private boolean shows(String collection) {
        return items.rules().has(collection) && mayRead.test(collection);
    }

    /// Where devices disagree, nobody may think that what is shown is all there is.
    private void addConflict(EntityRow row, List<Value> conflicts) {
        Value.Obj siblings = EncodedEntry.of(row.body()).siblings();
        if (!siblings.members().isEmpty()) {
            conflicts.add(
                    ProjectDocument.conflict(
                            row.key().collection(), items.keyOf(row.key()), siblings));
        }
    }

    private @Nullable Instant updatedAt(Head head) {
        OptionalLong at = EntityRow.acceptedAt(tx, account, head.seq());
        return at.isPresent() ? Instant.ofEpochMilli(at.getAsLong()) : null;
    }
}

package dev.tidemark.client;

import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.fault.SyncException.Kind;
import dev.tidemark.client.local.AppRules;
import dev.tidemark.client.local.Bodies;
import dev.tidemark.client.local.Disputes;
import dev.tidemark.client.local.Draft;
import dev.tidemark.client.local.LocalFile;
import dev.tidemark.client.local.LocalWriter;
import dev.tidemark.client.local.RecordRow;
import dev.tidemark.client.local.RecordTable;
import dev.tidemark.client.sync.ConflictTable;
import dev.tidemark.core.conflict.Conflict;
import dev.tidemark.core.conflict.Conflict.DisputedField;
import dev.tidemark.core.conflict.Conflict.Type;
import dev.tidemark.core.conflict.Resolution;
import dev.tidemark.core.conflict.Resolution.Choice;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.value.Value;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.ListedConflict.Status;
import dev.tidemark.wire.command.ListedConflict.Suggestion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a person has to decide. Listing and deciding work without any network: a dispute within a
 * record is found here, and settled by an ordinary write that has seen every side of it; a decision
 * on what the server refused is kept until the server hears of it. Thread-safe.
 */
public final class Conflicts {

    private final LocalFile file;
    private final Consumer<Set<RecordKey>> changed;

    Conflicts(LocalFile file, Consumer<Set<RecordKey>> changed) {
        this.file = file;
        this.changed = changed;
    }

    /** All that are open, by record. */
    public List<ListedConflict> list() {
        return file.read(tx -> {
            AppRules rules = file.rules(tx);
            String device = file.device(tx).id();
            List<ListedConflict> open = new ArrayList<>();
            for (RecordRow row : new RecordTable(tx).disputed()) {
                RecordState state = Bodies.state(row.shown());
                for (Conflict conflict : Disputes.of(row.key(), state, rules)) {
                    open.add(listed(conflict, state, device));
                }
            }
            open.addAll(new ConflictTable(tx).undecided());
            return open;
        });
    }

    /** How many are open. */
    public long count() {
        return file.read(Conflicts::count);
    }

    static long count(Tx tx) {
        return new RecordTable(tx).disputedCount() + new ConflictTable(tx).undecidedCount();
    }

    /** One of them. */
    public ListedConflict get(String conflictId) {
        return list().stream()
                .filter(conflict -> conflict.conflictId().equals(conflictId))
                .findFirst()
                .orElseThrow(() -> notOpen(conflictId));
    }

    /**
     * Decides on a conflict as a whole.
     *
     * @throws dev.tidemark.client.fault.RefusedException if the schema does not allow the outcome
     */
    public void resolve(String conflictId, Choice choice) {
        resolve(conflictId, choice, Value.Obj.EMPTY);
    }

    /** Decides on a conflict; the fields are the values of {@code VALUE} and {@code RENAME}. */
    public void resolve(String conflictId, Choice choice, Value.Obj fields) {
        Resolution resolution =
                new Resolution(file.newId(), conflictId, choice, fields, file.now());
        Set<RecordKey> written =
                file.write(writer -> {
                    decide(writer, resolution);
                    return writer.written();
                });
        changed.accept(written);
    }

    private void decide(LocalWriter writer, Resolution resolution) {
        Tx tx = writer.tx();
        for (RecordRow row : new RecordTable(tx).disputed()) {
            RecordState state = Bodies.state(row.shown());
            for (Conflict conflict : Disputes.of(row.key(), state, writer.rules())) {
                if (conflict.id().equals(resolution.conflictId())) {
                    settle(writer, resolution, conflict, state);
                    return;
                }
            }
        }
        ConflictTable listed = new ConflictTable(tx);
        if (listed.find(resolution.conflictId()).isEmpty()) {
            throw notOpen(resolution.conflictId());
        }
        listed.decide(resolution, file.now());
    }

    private void settle(
            LocalWriter writer, Resolution resolution, Conflict conflict, RecordState state) {
        String device = file.device(writer.tx()).id();
        Mutation settling = resolution.settle(conflict, state, device, device);
        writer.write(
                new Draft(settling.key(), settling.op(), settling.fields(), settling.unset(), null),
                null);
    }

    private static ListedConflict listed(Conflict conflict, RecordState state, String device) {
        boolean existence = conflict.type() == Type.DELETE_UPDATE;
        Instant since =
                (existence
                                ? state.alive().siblings().stream()
                                : conflict.fields().stream()
                                        .map(DisputedField::siblings)
                                        .flatMap(List::stream))
                        .map(sibling -> sibling.stamp().clock())
                        .max(Instant::compareTo)
                        .orElse(Instant.EPOCH);
        return new ListedConflict(
                conflict.id(),
                conflict.type(),
                conflict.key(),
                ListedConflict.fields(conflict, device),
                existence
                        ? new Suggestion("restore", Value.Obj.EMPTY)
                        : new Suggestion("suggested", Value.Obj.EMPTY),
                Status.OPEN,
                Objects.requireNonNull(since),
                "",
                existence
                        ? "one device deleted the record, another one changed it"
                        : "devices wrote different values and did not know of each other",
                null);
    }

    private static SyncException notOpen(String conflictId) {
        return new SyncException(
                Kind.NOT_FOUND,
                "there is no open conflict %s; it may have changed, so list them again"
                        .formatted(conflictId));
    }
}

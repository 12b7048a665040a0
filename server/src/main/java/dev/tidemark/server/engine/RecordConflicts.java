package dev.tidemark.server.engine;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.conflict.Conflict;
import dev.tidemark.core.conflict.Conflict.DisputedField;
import dev.tidemark.core.conflict.Conflict.Type;
import dev.tidemark.core.conflict.Conflicts;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.engine.Posting.Row;
import dev.tidemark.server.store.ConflictRow;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.ListedConflict.Status;
import dev.tidemark.wire.command.ListedConflict.Suggestion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The conflicts that a record holds within itself, and the rows that list them.
///
/// They are a function of the record; the rows only spare a search through all records, and keep
/// what has been decided.
final class RecordConflicts {

    private final Tx tx;
    private final Asking asking;
    private final Acceptance acceptance;
    private final List<Row> rows;

    /// @param tx to read in
    /// @param acceptance of the record's collection
    /// @param rows where to add what has to be written
    RecordConflicts(Tx tx, Asking asking, Acceptance acceptance, List<Row> rows) {
        this.tx = tx;
        this.asking = asking;
        this.acceptance = acceptance;
        this.rows = rows;
    }

    /// What of a record a person has to decide now.
    static List<Conflict> of(Standing standing, Acceptance acceptance) {
        View view = standing.view(acceptance);
        List<Conflict> found = new ArrayList<>();
        if (view.inConflict()) {
            found.addAll(
                    Conflicts.of(
                            standing.key(),
                            standing.state(),
                            view,
                            acceptance.rules(),
                            acceptance.skew()));
        }
        if (!standing.fits()) {
            found.add(misfit(standing, view, acceptance));
        }
        return found;
    }

    /// A merge whose outcome does not fit the JSON Schema of its collection.
    private static Conflict misfit(Standing standing, View view, Acceptance acceptance) {
        TreeSet<String> units = new TreeSet<>();
        for (Flaw flaw : acceptance.shape().flaws(view.fields())) {
            topField(flaw).map(acceptance.rules()::unit).ifPresent(units::add);
        }
        units.retainAll(standing.state().units().keySet());
        if (units.isEmpty()) {
            units.addAll(standing.state().units().keySet());
        }
        TreeSet<Dot> dots = new TreeSet<>();
        for (String unit : units) {
            dots.addAll(Objects.requireNonNull(standing.state().units().get(unit)).dots());
        }
        String id = Conflicts.idOfRefused(Type.RULE, standing.key(), "merged " + dots);
        List<DisputedField> fields = new ArrayList<>();
        for (String unit : units) {
            Shown.sibling(unit, standing, acceptance)
                    .ifPresent(sibling -> fields.add(new DisputedField(unit, List.of(sibling))));
        }
        return new Conflict(id, Type.RULE, standing.key(), fields);
    }

    private static Optional<String> topField(Flaw flaw) {
        String[] steps = flaw.pointer().split("/", 3);
        return steps.length < 2
                ? Optional.empty()
                : Optional.of(steps[1].replace("~1", "/").replace("~0", "~"));
    }

    /// Whether a write is one of those that disagree.
    static boolean isPartOf(Conflict conflict, Dot dot) {
        DisputedField existence = conflict.existence();
        return conflict.fields().stream().anyMatch(field -> wrote(field, dot))
                || (existence != null && wrote(existence, dot));
    }

    private static boolean wrote(DisputedField field, Dot dot) {
        return field.siblings().stream().anyMatch(sibling -> sibling.dot().equals(dot));
    }

    /// Brings the rows up to date with a record that has changed.
    ///
    /// @param before what the record's row kept of its open conflicts
    /// @return what it keeps from now on
    @Nullable String bringUpToDate(Standing now, @Nullable String before) {
        if (before == null && now.fits() && !now.view(acceptance).inConflict()) {
            return null;
        }
        OpenConflicts were = OpenConflicts.of(before);
        List<Conflict> conflicts = of(now, acceptance);
        OpenConflicts are = OpenConflicts.of(conflicts);
        were.byType()
                .forEach((type, id) -> {
                    if (!are.has(type)) {
                        long at = asking.received().toEpochMilli();
                        rows.add(writing -> ConflictRow.resolve(writing, asking.account(), id, at));
                    }
                });
        for (Conflict conflict : conflicts) {
            String old = were.id(conflict.type());
            if (!conflict.id().equals(old)) {
                Instant openedAt = old == null ? asking.received() : replaced(old, conflict.id());
                ConflictRow row =
                        ConflictRow.of(listed(conflict, now, acceptance, openedAt, asking));
                rows.add(writing -> row.open(writing, asking.account()));
            }
        }
        return are.text();
    }

    /// A conflict has come to another state, which has another id; when it was opened.
    private Instant replaced(String old, String id) {
        Instant openedAt =
                ConflictRow.find(tx, asking.account(), old)
                        .map(row -> Instant.ofEpochMilli(row.openedAt()))
                        .orElse(asking.received());
        rows.add(writing -> ConflictRow.replace(writing, asking.account(), old, id));
        return openedAt;
    }

    /// A conflict of a record as it is kept and shown.
    static ListedConflict listed(
            Conflict conflict,
            Standing now,
            Acceptance acceptance,
            Instant openedAt,
            Asking asking) {
        return new ListedConflict(
                conflict.id(),
                conflict.type(),
                conflict.key(),
                ListedConflict.fields(conflict, null),
                suggestion(conflict, now.view(acceptance)),
                Status.OPEN,
                openedAt,
                asking.traceId(),
                detail(conflict, acceptance, now),
                null);
    }

    private static @Nullable Suggestion suggestion(Conflict conflict, View view) {
        return switch (conflict.type()) {
            case UPDATE_UPDATE -> new Suggestion("suggested", suggested(conflict));
            case DELETE_UPDATE ->
                    new Suggestion(view.deleted() ? "accept_delete" : "restore", Value.Obj.EMPTY);
            case NATURAL_KEY, RULE -> null;
        };
    }

    private static Value.Obj suggested(Conflict conflict) {
        TreeMap<String, Value> values = new TreeMap<>();
        for (DisputedField field : conflict.fields()) {
            Value value = field.suggested();
            if (value != null) {
                values.put(field.name(), value);
            }
        }
        return new Value.Obj(values);
    }

    private static String detail(Conflict conflict, Acceptance acceptance, Standing now) {
        return switch (conflict.type()) {
            case UPDATE_UPDATE ->
                    "devices that did not know of each other wrote "
                            + conflict.fields().stream()
                                    .map(DisputedField::name)
                                    .collect(Collectors.joining(", "));
            case DELETE_UPDATE -> "one device deleted what another one wrote";
            case NATURAL_KEY, RULE ->
                    acceptance.shape().flaws(now.view(acceptance).fields()).stream()
                            .map(flaw -> flaw.pointer() + ": " + flaw.message())
                            .collect(
                                    Collectors.joining(
                                            "; ",
                                            "merged, the record does not fit its schema: ",
                                            ""));
        };
    }
}

package dev.tidemark.client.project;

import dev.tidemark.core.merge.TextMerge;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.project.ProjectEdit;
import dev.tidemark.wire.project.ProjectEdit.Delete;
import dev.tidemark.wire.project.ProjectEdit.Upsert;
import dev.tidemark.wire.project.ProjectItems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an operation means on another version of the project than the one that it was made on. A
 * pure function, so that it comes to the same on every device, whenever it is done:
 *
 * <ul>
 *   <li>entities are merged by their keys, and field by field;
 *   <li>of a plain value the one counts that the server takes last, which is this one;
 *   <li>texts that both changed are merged by lines, and where those touch, both are kept;
 *   <li>who deletes what the other has changed is asked.
 * </ul>
 */
final class ProjectMerge {

    private final ProjectItems items;
    private final Map<RecordKey, Value.Obj> base;
    private final Map<RecordKey, Value.Obj> theirs;
    private final List<ProjectEdit> kept = new ArrayList<>();
    private final List<Clash> clashes = new ArrayList<>();

    /**
     * @param base the project that the operations were made on
     * @param theirs the project as the server has it now
     */
    ProjectMerge(
            ProjectItems items, Map<RecordKey, Value.Obj> base, Map<RecordKey, Value.Obj> theirs) {
        this.items = items;
        this.base = base;
        this.theirs = theirs;
    }

    /**
     * @param edits what of it can be sent
     * @param clashes what a person has to decide; without ids
     */
    record Merged(List<ProjectEdit> edits, List<Clash> clashes) {}

    /** An operation on the server's version. */
    Merged of(List<ProjectEdit> operation) {
        kept.clear();
        clashes.clear();
        for (ProjectEdit edit : operation) {
            if (Value.same(base.get(edit.key()), theirs.get(edit.key()))) {
                kept.add(edit);
            } else if (edit instanceof Upsert upsert) {
                merge(upsert);
            } else {
                merge((Delete) edit);
            }
        }
        return new Merged(List.copyOf(kept), List.copyOf(clashes));
    }

    private void merge(Delete delete) {
        Value.Obj there = theirs.get(delete.key());
        if (there != null) {
            clashes.add(new Clash("", delete.key(), null, null, there));
        }
    }

    private void merge(Upsert upsert) {
        Value.Obj there = theirs.get(upsert.key());
        Value.Obj before = base.get(upsert.key());
        if (there == null) {
            clashes.add(new Clash("", upsert.key(), null, upsert.fields(), null));
            return;
        }
        TreeMap<String, Value> fields = new TreeMap<>();
        upsert.fields()
                .members()
                .forEach((name, mine) -> {
                    Value had = before == null ? null : before.members().get(name);
                    Value merged = merged(upsert.key(), name, had, mine, there.members().get(name));
                    if (merged != null) {
                        fields.put(name, merged);
                    }
                });
        if (!fields.isEmpty()) {
            kept.add(new Upsert(upsert.key(), new Value.Obj(fields), null, upsert.place()));
        }
    }

    /** What is sent of a field; null for nothing, because both agree or a person is asked. */
    private @Nullable Value merged(
            RecordKey key, String name, @Nullable Value had, Value mine, @Nullable Value there) {
        boolean isText = items.rules(key.collection()).field(name).kind() == FieldKind.TEXT;
        if (Value.same(there, had) || Value.same(mine, there) || !isText) {
            return mine;
        }
        String text =
                had instanceof Value.Text old
                                && mine instanceof Value.Text ours
                                && there instanceof Value.Text others
                        ? TextMerge.merge(old.value(), List.of(ours.value(), others.value()))
                        : null;
        if (text == null) {
            clashes.add(new Clash("", key, name, mine, there));
            return null;
        }
        return Value.of(text);
    }

    /** A project once an operation is done. */
    static SortedMap<RecordKey, Value.Obj> after(
            SortedMap<RecordKey, Value.Obj> project, List<ProjectEdit> edits) {
        TreeMap<RecordKey, Value.Obj> after = new TreeMap<>(project);
        for (ProjectEdit edit : edits) {
            if (edit instanceof Upsert upsert) {
                TreeMap<String, Value> fields = new TreeMap<>();
                Value.Obj before = after.get(edit.key());
                if (before != null) {
                    fields.putAll(before.members());
                }
                fields.putAll(upsert.fields().members());
                after.put(edit.key(), new Value.Obj(fields));
            } else {
                after.remove(edit.key());
            }
        }
        return after;
    }
}

package dev.tidemark.wire.project;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Gathers what has changed in a project, list by list. Not safe for use by several threads. */
public final class ProjectDelta {

    private final ProjectItems items;
    private final TreeMap<String, List<Value>> upserts = new TreeMap<>();
    private final TreeMap<String, List<Value>> deletes = new TreeMap<>();
    private Value.Obj meta = Value.Obj.EMPTY;
    private boolean metaIsNamed;

    public ProjectDelta(ProjectItems items) {
        this.items = items;
    }

    /**
     * An entity that is new or has changed.
     *
     * @param item with its key
     */
    public ProjectDelta upsert(String collection, Value.Obj item) {
        if (collection.equals(items.rules().meta())) {
            meta = item;
            metaIsNamed = true;
        } else {
            upserts.computeIfAbsent(collection, name -> new ArrayList<>()).add(item);
        }
        return this;
    }

    /** An entity that is gone; the single record cannot go, and is left as it is. */
    public ProjectDelta delete(RecordKey key) {
        if (!key.collection().equals(items.rules().meta())) {
            deletes.computeIfAbsent(key.collection(), name -> new ArrayList<>())
                    .add(items.keyOf(key));
        }
        return this;
    }

    /** Whether nothing has changed. */
    public boolean isEmpty() {
        return !metaIsNamed && upserts.isEmpty() && deletes.isEmpty();
    }

    /** As it goes over the wire. */
    public Value.Obj value() {
        TreeMap<String, Value> members = new TreeMap<>();
        if (metaIsNamed) {
            members.put(items.rules().meta(), meta);
        }
        for (String list : items.rules().lists()) {
            if (upserts.containsKey(list) || deletes.containsKey(list)) {
                members.put(
                        list,
                        Value.Obj.EMPTY
                                .with("upsert", Value.of(upserts.getOrDefault(list, List.of())))
                                .with("delete", Value.of(deletes.getOrDefault(list, List.of()))));
            }
        }
        return new Value.Obj(members);
    }
}

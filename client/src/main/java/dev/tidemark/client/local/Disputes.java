package dev.tidemark.client.local;

import dev.tidemark.core.conflict.Conflict;
import dev.tidemark.core.conflict.Conflicts;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.SyncSchema;
import java.util.List;

/** What is in dispute within a record, found on the device as the server finds it. */
public final class Disputes {

    private Disputes() {}

    static boolean in(
            RecordKey key, RecordState state, View view, CollectionRules rules, SyncSchema schema) {
        return view.inConflict() && !Conflicts.of(key, state, view, rules, schema.skew()).isEmpty();
    }

    /** The conflicts within a record; their ids are those that the server gives them. */
    public static List<Conflict> of(RecordKey key, RecordState state, AppRules rules) {
        CollectionRules collection = rules.rulesFor(key.collection());
        View view = View.of(state, collection, rules.schema().skew());
        return Conflicts.of(key, state, view, collection, rules.schema().skew());
    }
}

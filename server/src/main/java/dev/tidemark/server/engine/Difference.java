package dev.tidemark.server.engine;

import dev.tidemark.core.merge.FieldChanges;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.RestorePreview.Since;
import java.util.List;

/// How a record as shown differs from what it was at an earlier position of the log.
///
/// @param seq of the record's last change
/// @param now what is shown of it
/// @param then what was shown of it; deleted where it was not there yet
public record Difference(RecordKey key, long seq, View now, View then) {

    private static final FieldChanges NO_CHANGES = new FieldChanges(Value.Obj.EMPTY, List.of());

    /// Whether there is none: what a deleted record would show does not count.
    boolean isNone() {
        return now.deleted() == then.deleted()
                && (now.deleted() || now.fields().equals(then.fields()));
    }

    /// What has become of the record.
    public Since since() {
        if (then.deleted()) {
            return Since.CREATED;
        }
        return now.deleted() ? Since.DELETED : Since.CHANGED;
    }

    /// What brings it back.
    public Op wayBack() {
        return switch (since()) {
            case CREATED -> Op.DELETE;
            case CHANGED -> Op.UPDATE;
            case DELETED -> Op.RESTORE;
        };
    }

    /// What the way back writes; nothing where it deletes.
    FieldChanges changes(CollectionRules rules) {
        return then.deleted()
                ? NO_CHANGES
                : FieldChanges.between(rules, now.fields(), then.fields());
    }
}

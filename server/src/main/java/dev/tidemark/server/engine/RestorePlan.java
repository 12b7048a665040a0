package dev.tidemark.server.engine;

import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.store.Head;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a restore has to bring back: each record that is not as it was, with what it was.
///
/// Finding that out takes long where much has changed, so it is done by a reader, while others
/// write; whoever writes then only looks at what they changed meanwhile. That is safe because the
/// past does not move: what a record was stays true, and what it is now is asked again when it is
/// written. What is kept in memory is the shown fields, as bytes.
final class RestorePlan {

    private final Asking asking;
    private final Restore restore;
    private final Map<RecordKey, Wanted> wanted = new LinkedHashMap<>();
    private long comparedUpTo;

    RestorePlan(Asking asking, Restore restore) {
        this.asking = asking;
        this.restore = restore;
    }

    /// What a record was.
    ///
    /// @param fields as JSON; null where it was not there
    record Wanted(byte @Nullable [] fields) {

        static Wanted of(View then) {
            return new Wanted(then.deleted() ? null : Json.bytes(then.fields()));
        }

        View view() {
            boolean deleted = fields == null;
            return new View(
                    deleted,
                    fields != null && Json.read(fields, JsonLimits.STORED) instanceof Value.Obj obj
                            ? obj
                            : Value.Obj.EMPTY,
                    new TreeSet<>(),
                    false);
        }
    }

    /// How many changes it does not know of.
    long behind(Head head) {
        return head.seq() - comparedUpTo;
    }

    /// Looks at what was changed since it looked last.
    ///
    /// @param head where the log ends
    void extend(Tx tx, Head head) {
        new Differences(tx, asking.account(), asking.app(), restore.seq(), restore.extent())
                .each(
                        comparedUpTo,
                        _ -> true,
                        difference -> {
                            wanted.put(difference.key(), Wanted.of(difference.then()));
                            return true;
                        });
        comparedUpTo = head.seq();
    }

    /// The records that may differ from what they were, in the order of their last changes.
    Map<RecordKey, Wanted> wanted() {
        return wanted;
    }
}

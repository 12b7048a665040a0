package dev.tidemark.server.snapshot;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.engine.Difference;
import dev.tidemark.server.engine.Differences;
import dev.tidemark.server.store.Head;
import dev.tidemark.wire.command.RestorePreview;
import dev.tidemark.wire.command.RestorePreview.Counts;
import dev.tidemark.wire.command.RestorePreview.Differing;
import dev.tidemark.wire.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One page of what differs from an earlier position; the first one counts all that does.
///
/// Confined to one transaction.
final class Preview {

    /// Most bytes of differing fields on a page.
    private static final int PAGE_BYTES_MAX = 8 << 20;

    private final Differences differences;
    private final int limit;
    private final boolean counts;
    private final TreeMap<String, Counts> collections = new TreeMap<>();
    private final List<Differing> records = new ArrayList<>();
    private long bytes;
    private @Nullable Long next;

    private Preview(Differences differences, int limit, boolean counts) {
        this.differences = differences;
        this.limit = limit;
        this.counts = counts;
    }

    /// The page behind a place, of what a principal may see.
    ///
    /// @param after the version of the last record before; null for the first page
    /// @param limit most records
    static RestorePreview page(
            Differences differences,
            Head head,
            Principal principal,
            @Nullable Long after,
            int limit) {
        Preview page = new Preview(differences, limit, after == null);
        differences.each(after == null ? 0 : after, principal::mayRead, page::add);
        return new RestorePreview(
                differences.seq(),
                head.seq(),
                page.counts ? page.collections : null,
                page.records,
                page.next);
    }

    /// Adds a difference; false where nothing more is wanted.
    private boolean add(Difference difference) {
        boolean full = records.size() == limit || bytes > PAGE_BYTES_MAX;
        if (full && next == null) {
            next = records.getLast().version();
        }
        if (!full) {
            show(difference);
        }
        if (counts) {
            collections.merge(
                    difference.key().collection(),
                    Counts.NONE.plus(difference.since()),
                    (known, _) -> known.plus(difference.since()));
        }
        return counts || !full;
    }

    private void show(Difference difference) {
        RecordKey key = difference.key();
        Value.Obj now = difference.now().deleted() ? Value.Obj.EMPTY : difference.now().fields();
        Value.Obj then = difference.then().deleted() ? Value.Obj.EMPTY : difference.then().fields();
        Differing shown =
                new Differing(
                        key,
                        difference.seq(),
                        difference.since(),
                        difference.wayBack(),
                        differences.obstacle(difference),
                        without(now, then),
                        without(then, now));
        bytes += Json.bytes(shown.now()).length + (long) Json.bytes(shown.then()).length;
        records.add(shown);
    }

    /// The members that are not the same in the other.
    private static Value.Obj without(Value.Obj fields, Value.Obj others) {
        TreeMap<String, Value> rest = new TreeMap<>(fields.members());
        rest.entrySet()
                .removeIf(each -> each.getValue().equals(others.members().get(each.getKey())));
        return new Value.Obj(rest);
    }
}

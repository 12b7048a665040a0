package dev.tidemark.server.envelope;

import dev.tidemark.server.engine.RecordNow;
import dev.tidemark.server.engine.Scribed;
import dev.tidemark.wire.envelope.EnvelopeItem;
import dev.tidemark.wire.envelope.EnvelopeItem.Sound;
import dev.tidemark.wire.envelope.EnvelopeItem.Unsound;
import dev.tidemark.wire.envelope.EnvelopePreview;
import dev.tidemark.wire.envelope.EnvelopePreview.Entry;
import dev.tidemark.wire.envelope.EnvelopePreview.State;
import dev.tidemark.wire.envelope.ItemProblem;
import dev.tidemark.wire.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells what an envelope would do, by doing it in a transaction that is rolled back.
///
/// Confined to one attempt.
final class Previewing {

    /// Of conflicts both contents are shown, as long as they are not more than this in all.
    private static final long CONTENT_BYTES_MAX = 8L << 20;

    private static final String LEFT_OUT =
            "Its contents are left out, as there is too much to show; read the record by itself.";
    private static final String BEHIND =
            "The device has not changed it since it last synced, and the account has gone on.";
    private static final String DELETED = "It is deleted in the account.";

    private final Sitting sitting;
    private final List<Entry> fresh = new ArrayList<>();
    private final List<Entry> changed = new ArrayList<>();
    private final List<Entry> unchanged = new ArrayList<>();
    private final List<Entry> conflicts = new ArrayList<>();
    private final List<ItemProblem> problems = new ArrayList<>();
    private long contentBytes;

    private Previewing(Sitting sitting) {
        this.sitting = sitting;
    }

    static EnvelopePreview of(Sitting sitting) {
        Previewing previewing = new Previewing(sitting);
        for (EnvelopeItem item : sitting.items()) {
            switch (item) {
                case Unsound(var problem) -> previewing.problems.add(problem);
                case Sound sound -> previewing.add(sitting.compare(sound));
            }
        }
        return new EnvelopePreview(
                previewing.fresh,
                previewing.changed,
                previewing.unchanged,
                previewing.conflicts,
                previewing.problems);
    }

    private void add(Comparison compared) {
        RecordNow now = compared.now();
        State cloud = now == null ? null : sitting.cloud(now);
        switch (compared.relation()) {
            case NEW -> tried(compared, fresh, entry(compared, cloud, null));
            case CHANGED -> tried(compared, changed, entry(compared, cloud, null));
            case SAME -> unchanged.add(entry(compared, cloud, null));
            case BEHIND -> unchanged.add(entry(compared, cloud, BEHIND));
            case CONFLICT -> conflicts.add(conflict(compared, cloud));
        }
    }

    /// An item that a rule forbids is in no list.
    private void tried(Comparison compared, List<Entry> list, Entry entry) {
        switch (sitting.write(compared)) {
            case Scribed.Taken _ -> list.add(entry);
            case Scribed.Refused(var refusal, _) ->
                    problems.add(
                            new ItemProblem(
                                    entry.key().collection(),
                                    entry.key().id(),
                                    refusal.code() + ": " + refusal.detail(),
                                    refusal.errors()));
        }
    }

    private Entry entry(Comparison compared, @Nullable State cloud, @Nullable String detail) {
        return new Entry(
                compared.item().key(),
                sitting.local(compared.item()).withoutContent(),
                cloud == null ? null : cloud.withoutContent(),
                detail);
    }

    private Entry conflict(Comparison compared, @Nullable State cloud) {
        State local = sitting.local(compared.item());
        contentBytes += bytes(local) + (cloud == null ? 0 : bytes(cloud));
        String detail = cloud != null && cloud.deleted() ? DELETED : null;
        return contentBytes > CONTENT_BYTES_MAX
                ? entry(compared, cloud, LEFT_OUT)
                : new Entry(compared.item().key(), local, cloud, detail);
    }

    private static long bytes(State state) {
        return state.content() == null ? 0 : Json.bytes(state.content()).length;
    }
}

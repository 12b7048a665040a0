package dev.tidemark.client.sync;

import dev.tidemark.core.record.RecordKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts what a round does. */
final class Tally {

    long pulled;
    long pushed;
    long merged;
    long refused;
    long resolved;
    private final List<String> notices = new ArrayList<>();
    private Set<RecordKey> changed = new LinkedHashSet<>();

    void changed(Collection<RecordKey> keys) {
        changed.addAll(keys);
    }

    void notice(String sentence) {
        notices.add(sentence);
    }

    boolean anything() {
        return pulled + pushed + refused + resolved > 0;
    }

    /** The records that changed since this was last asked. */
    Set<RecordKey> takeChanged() {
        Set<RecordKey> taken = changed;
        changed = new LinkedHashSet<>();
        return taken;
    }

    RoundResult result(@Nullable Trouble trouble) {
        return new RoundResult(pulled, pushed, merged, refused, resolved, notices, trouble);
    }
}

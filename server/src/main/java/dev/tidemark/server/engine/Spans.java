package dev.tidemark.server.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Cuts a batch into stretches that can be decided one after the other: a command without a group
/// is one by itself, and a group with all that stands between its members is one; groups that
/// overlap share theirs.
final class Spans {

    private Spans() {}

    /// Positions from (inclusive) to (exclusive).
    record Span(int from, int to) {}

    /// The spans of commands with these groups, in order.
    ///
    /// @param groups of each command; null for none
    static List<Span> of(List<@Nullable String> groups) {
        Map<String, Integer> last = new HashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            String group = groups.get(i);
            if (group != null) {
                last.put(group, i);
            }
        }
        List<Span> spans = new ArrayList<>();
        int from = 0;
        while (from < groups.size()) {
            int to = from + 1;
            for (int i = from; i < to; i++) {
                String group = groups.get(i);
                to = group == null ? to : Math.max(to, last.getOrDefault(group, i) + 1);
            }
            spans.add(new Span(from, to));
            from = to;
        }
        return Collections.unmodifiableList(spans);
    }
}

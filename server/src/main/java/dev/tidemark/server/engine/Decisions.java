package dev.tidemark.server.engine;

import dev.tidemark.server.engine.Spans.Span;
import dev.tidemark.server.engine.Verdict.Rejected;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides on all commands of a batch, in order.
///
/// ### Groups
///
/// A group is accepted as a whole or not at all. It is tried; when one of its members is refused,
/// everything since the beginning of its span is taken back and the span is decided again, this
/// time without the group. Groups that stand one behind the other never touch each other. For those
/// that are woven into one span the rounds are limited: in the last one all groups of the span are
/// left out, and what was innocent may come again. So a batch costs a fixed number of rounds at
/// most, however it is woven.
final class Decisions {

    private static final int ROUNDS_MAX = 6;

    private final Undo undo;
    private final Judge judge;
    private final List<Arrived> batch;
    private final @Nullable Verdict[] verdicts;

    /// Groups that are not accepted.
    private final Set<String> refusedGroups = new HashSet<>();

    /// Members for whose sake their groups are not accepted.
    private final @Nullable Rejected[] guilty;

    private Decisions(Draft draft, Judge judge, List<Arrived> batch) {
        this.undo = draft.undo();
        this.judge = judge;
        this.batch = batch;
        this.verdicts = new Verdict[batch.size()];
        this.guilty = new Rejected[batch.size()];
    }

    /// What becomes of each command.
    static List<Verdict> on(List<Arrived> batch, Draft draft, Judge judge) {
        Decisions decisions = new Decisions(draft, judge, batch);
        List<@Nullable String> groups = new ArrayList<>(batch.size());
        batch.forEach(each -> groups.add(each.command().group()));
        for (Span span : Spans.of(groups)) {
            decisions.decide(span);
        }
        return Arrays.stream(decisions.verdicts).map(Objects::requireNonNull).toList();
    }

    private void decide(Span span) {
        if (batch.get(span.from()).command().group() == null) {
            attempt(span);
            return;
        }
        undo.mark();
        for (int round = 1; !attempt(span); round++) {
            undo.backToMark();
            if (round == ROUNDS_MAX - 1) {
                refuseAllGroups(span);
            }
        }
        undo.forget();
    }

    /// Decides on a span without the refused groups; false as soon as one more group has to go.
    private boolean attempt(Span span) {
        for (int i = span.from(); i < span.to(); i++) {
            Arrived each = batch.get(i);
            String group = each.command().group();
            Verdict verdict;
            if (group != null && refusedGroups.contains(group)) {
                verdict = leftOut(i);
            } else {
                verdict = judge.judge(each);
                if (group != null && verdict instanceof Rejected rejected) {
                    guilty[i] = rejected;
                    refusedGroups.add(group);
                    return false;
                }
            }
            verdicts[i] = verdict;
        }
        return true;
    }

    private Verdict leftOut(int i) {
        Rejected known = guilty[i];
        return known == null ? judge.leaveOut(batch.get(i)) : judge.again(known, batch.get(i));
    }

    private void refuseAllGroups(Span span) {
        for (int i = span.from(); i < span.to(); i++) {
            String group = batch.get(i).command().group();
            if (group != null) {
                refusedGroups.add(group);
            }
        }
    }
}

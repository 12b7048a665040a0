package dev.tidemark.client.sync;

import dev.tidemark.client.queue.DeadLetterTable;
import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Request;
import dev.tidemark.core.conflict.Resolution;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.Resolve;
import dev.tidemark.wire.command.ResolveAnswer;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonFault;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells the server what a person decided about conflicts that only the server can settle. */
final class ResolvePhase implements Phase {

    private static final int AT_ONCE = 100;

    private final RoundContext context;
    private List<Resolution> sent = List.of();

    ResolvePhase(RoundContext context) {
        this.context = context;
    }

    @Override
    public @Nullable Request next() {
        sent = context.file.read(tx -> new ConflictTable(tx).decisions(AT_ONCE));
        if (sent.isEmpty()) {
            return null;
        }
        String device = context.file.read(context.file::device).id();
        return context.post("/v1/conflicts/resolve", Resolve.bytes(device, sent));
    }

    @Override
    public @Nullable Trouble answered(Answer answer) {
        if (answer.status() != 200) {
            return Troubles.of(answer, context.now());
        }
        try {
            ResolveAnswer verdicts = ResolveAnswer.read(answer.body());
            context.file.change(tx -> take(tx, verdicts));
            return null;
        } catch (JsonFault | InvalidInput e) {
            return Troubles.unreadable(answer, e);
        }
    }

    /** Every decision that was sent is done with, or it would be sent for ever. */
    private @Nullable Object take(Tx tx, ResolveAnswer answer) {
        ConflictTable conflicts = new ConflictTable(tx);
        Set<String> resolved = new HashSet<>();
        answer.resolved().forEach(each -> resolved.add(each.conflictId()));
        for (Resolution resolution : sent) {
            String conflictId = resolution.conflictId();
            conflicts.remove(conflictId);
            if (resolved.contains(conflictId)) {
                new DeadLetterTable(tx).removeOf(conflictId);
                context.tally.resolved++;
            } else {
                refused(conflicts, resolution, answer);
            }
        }
        return null;
    }

    private void refused(ConflictTable conflicts, Resolution resolution, ResolveAnswer answer) {
        String detail = "the server did not say why";
        for (ResolveAnswer.Refused refused : answer.rejections()) {
            if (resolution.id().equals(refused.rejection().id())) {
                detail = refused.rejection().detail();
                ListedConflict current = refused.rejection().conflict();
                if (current != null) {
                    conflicts.save(current);
                }
            }
        }
        context.tally.notice(
                "the decision on conflict %s was not taken: %s"
                        .formatted(resolution.conflictId(), detail));
    }
}

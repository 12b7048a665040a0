package dev.tidemark.client.sync;

import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Request;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonFault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks for the open conflicts, where the round changed anything. */
final class ConflictsPhase implements Phase {

    private final RoundContext context;
    private boolean done;

    ConflictsPhase(RoundContext context) {
        this.context = context;
    }

    @Override
    public @Nullable Request next() {
        if (done || !context.tally.anything()) {
            return null;
        }
        String device = context.file.read(context.file::device).id();
        return context.get(
                "/v1/conflicts?status=open" + RoundContext.parameter("deviceId", device));
    }

    @Override
    public @Nullable Trouble answered(Answer answer) {
        done = true;
        if (answer.status() != 200) {
            return Troubles.of(answer, context.now());
        }
        try {
            List<ListedConflict> open = ListedConflict.readList(answer.body());
            context.file.change(tx -> {
                new ConflictTable(tx).replace(open);
                return null;
            });
            return null;
        } catch (JsonFault | InvalidInput e) {
            return Troubles.unreadable(answer, e);
        }
    }
}

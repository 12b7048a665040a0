package dev.tidemark.server.engine;

import dev.tidemark.core.conflict.Conflict;
import dev.tidemark.core.conflict.Resolution;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.server.engine.Settle.Way;
import dev.tidemark.server.engine.Verdict.Rejected;
import dev.tidemark.server.engine.Verdict.Taken;
import dev.tidemark.server.store.ConflictRow;
import dev.tidemark.server.store.Fingerprint;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.RefusedRow;
import dev.tidemark.server.store.ResolutionRow;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.Rejection;
import dev.tidemark.wire.command.Resolve;
import dev.tidemark.wire.command.ResolveAnswer;
import dev.tidemark.wire.command.ResolveAnswer.Refused;
import dev.tidemark.wire.command.ResolveAnswer.Resolved;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One request's decisions about conflicts, in order.
final class Resolutions {

    private final Tx tx;
    private final Asking asking;
    private final Draft draft;
    private final Judge judge;
    private final Settle settle;

    /// The decisions that are carried out here, by their ids.
    private final Map<String, ResolutionRow> carriedOut = new LinkedHashMap<>();

    Resolutions(Tx tx, Asking asking, Head head, long recordBytesMax) {
        this.tx = tx;
        this.asking = asking;
        this.draft = new Draft(tx, head);
        this.judge = new Judge(draft, asking, recordBytesMax);
        this.settle = new Settle(asking);
    }

    /// What became of one decision.
    private sealed interface Outcome {

        record Done(ResolutionRow row) implements Outcome {}

        /// @param about the conflict, where the caller may know of it
        record Not(
                @Nullable String id,
                @Nullable String conflictId,
                Refusal refusal,
                @Nullable ConflictRow about)
                implements Outcome {}
    }

    /// Carries out all that can be.
    ///
    /// @param edition the account's afterwards
    ResolveAnswer all(Resolve resolve, long edition) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Resolve.Decision decision : resolve.decisions()) {
            outcomes.add(
                    switch (decision) {
                        case Resolve.Decision.Malformed(var id, var conflictId, var refusal) ->
                                new Outcome.Not(id, conflictId, refusal, null);
                        case Resolve.Decision.Readable(var resolution) -> decide(resolution);
                    });
        }
        Posting posting = Ledger.posting(draft, asking, List.of(), edition);
        posting.write(tx);
        carriedOut.values().forEach(row -> row.keep(tx, asking.account()));
        ResolveAnswer answer = answer(outcomes, new Outcomes(draft, posting, asking));
        Told.resolved(tx, asking, carriedOut.size(), answer);
        return answer;
    }

    private Outcome decide(Resolution resolution) {
        Optional<ResolutionRow> earlier = earlier(resolution);
        if (earlier.isPresent()) {
            return repeated(resolution, earlier.get());
        }
        Optional<ConflictRow> found =
                ConflictRow.find(tx, asking.account(), resolution.conflictId())
                        .filter(row -> asking.principal().mayRead(row.key().collection()));
        return found.isPresent()
                ? decide(resolution, found.get())
                : not(
                        resolution,
                        new Refusal(
                                Code.NOT_FOUND,
                                "there is no such conflict (any more); ask for the list again"),
                        null);
    }

    private Outcome decide(Resolution resolution, ConflictRow row) {
        Standing standing = draft.standing(row.key());
        Acceptance acceptance = asking.acceptance(row.key().collection());
        if (!asking.principal().mayEdit(row.key().collection())) {
            String detail = "this credential may not decide about %s".formatted(row.key());
            return not(resolution, new Refusal(Code.FORBIDDEN, detail), row);
        }
        Optional<RefusedRow> refused = RefusedRow.ofConflict(tx, asking.account(), row.id());
        Way way;
        if (refused.isPresent()) {
            way =
                    row.resolvedAt() == null && !draft.parking().isClosed(row.id())
                            ? settle.refused(resolution, refused.get(), row.listed(), standing)
                            : new Way.Cannot(overtaken(row));
        } else {
            way =
                    current(standing, acceptance, row.id())
                            .map(conflict -> settle.within(resolution, conflict, standing))
                            .orElseGet(() -> new Way.Cannot(overtaken(row)));
        }
        return carryOut(resolution, row, standing, way);
    }

    private Outcome carryOut(Resolution resolution, ConflictRow row, Standing standing, Way way) {
        return switch (way) {
            case Way.Cannot(var refusal) -> not(resolution, refusal, row);
            case Way.Leave _ -> done(resolution, row, Math.max(1, standing.seq()));
            case Way.Write(var mutation) ->
                    switch (judge.judge(Incoming.of(mutation), true)) {
                        case Taken taken -> done(resolution, row, taken.change().seq());
                        case Rejected rejected -> not(resolution, rejected.refusal(), row);
                    };
        };
    }

    private Outcome done(Resolution resolution, ConflictRow row, long seq) {
        draft.parking().close(row.id());
        ResolutionRow kept = new ResolutionRow(resolution.id(), row.id(), digest(resolution), seq);
        carriedOut.put(kept.id(), kept);
        return new Outcome.Done(kept);
    }

    private static Outcome not(
            Resolution resolution, Refusal refusal, @Nullable ConflictRow about) {
        return new Outcome.Not(resolution.id(), resolution.conflictId(), refusal, about);
    }

    private Optional<ResolutionRow> earlier(Resolution resolution) {
        ResolutionRow here = carriedOut.get(resolution.id());
        return here != null
                ? Optional.of(here)
                : ResolutionRow.find(tx, asking.account(), resolution.id());
    }

    private static Outcome repeated(Resolution resolution, ResolutionRow earlier) {
        return Arrays.equals(earlier.digest(), digest(resolution))
                ? new Outcome.Done(earlier)
                : not(
                        resolution,
                        Refusal.invalid(
                                "/id", "another decision was made under this id; take a new one"),
                        null);
    }

    private static byte[] digest(Resolution resolution) {
        return Fingerprint.digest(Resolve.bytes(resolution));
    }

    private static Optional<Conflict> current(Standing standing, Acceptance acceptance, String id) {
        return standing.conflicts(acceptance).stream()
                .filter(conflict -> conflict.id().equals(id))
                .findFirst();
    }

    private static Refusal overtaken(ConflictRow row) {
        return new Refusal(
                Code.CONFLICT,
                "the conflict about %s is not what it was when it was read; look again"
                        .formatted(row.key()));
    }

    private ResolveAnswer answer(List<Outcome> outcomes, Outcomes told) {
        List<Resolved> resolved = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            switch (outcome) {
                case Outcome.Done(var row) ->
                        resolved.add(new Resolved(row.conflictId(), row.seq()));
                case Outcome.Not not -> refused.add(refused(not, told));
            }
        }
        return new ResolveAnswer(resolved, refused);
    }

    private Refused refused(Outcome.Not not, Outcomes told) {
        ConflictRow about = not.about();
        Rejection rejection =
                about == null
                        ? Rejection.of(not.id(), not.refusal(), null, null)
                        : Rejection.of(
                                not.id(), not.refusal(), told.latest(about.key()), now(about));
        return new Refused(not.conflictId(), rejection);
    }

    /// What a conflict has become; null where nothing is left of it.
    private @Nullable ListedConflict now(ConflictRow about) {
        Acceptance acceptance = asking.acceptance(about.key().collection());
        return draft.standing(about.key()).conflicts(acceptance).stream()
                .filter(conflict -> conflict.type().name().equals(about.type()))
                .map(Conflict::id)
                .findFirst()
                .or(() -> Optional.of(about.id()))
                .flatMap(id -> ConflictRow.find(tx, asking.account(), id))
                .map(row -> row.listed().seenBy(asking.device()))
                .orElse(null);
    }
}

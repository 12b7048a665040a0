package dev.tidemark.client.local;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.Decision;
import dev.tidemark.core.merge.Decision.Accepted;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Stamp;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Shows queued mutations on top of a state that they were not made for. Good enough to look at
 * until the server has decided on them: what they overwrote at the time is not known here any more.
 */
final class Replay {

    private final Acceptance acceptance;
    private final int rank;

    /**
     * @param rank of this device, which made the mutations
     */
    Replay(Acceptance acceptance, int rank) {
        this.acceptance = acceptance;
        this.rank = rank;
    }

    /** The state with these mutations, oldest first; those that no longer apply are not shown. */
    RecordState onto(RecordState base, List<Mutation> mutations) {
        RecordState state = base;
        for (Mutation mutation : mutations) {
            if (!base.vv().covers(mutation.dot())) { // Else its effect came with the base.
                state = with(state, mutation);
            }
        }
        return state;
    }

    /** Shown or not, its dot is taken: the next mutation must not get it. */
    private RecordState with(RecordState state, Mutation mutation) {
        Dot dot = mutation.dot();
        RecordState before = dot.counter() == 1 ? state : having(state, before(dot));
        VersionVector context = meet(mutation.context(), before.vv(), dot.device());
        Decision decision =
                acceptance.decide(
                        before,
                        mutation.restamped(dot, withOwn(context, dot)),
                        new Stamp(mutation.clock(), Stamp.PENDING, rank),
                        seen -> before);
        return decision instanceof Accepted accepted ? accepted.after() : having(before, dot);
    }

    private static RecordState having(RecordState state, Dot dot) {
        return new RecordState(state.vv().with(dot), state.alive(), new TreeMap<>(state.units()));
    }

    private static Dot before(Dot dot) {
        return new Dot(dot.device(), dot.counter() - 1);
    }

    /** The dots of both, those of one device left out. */
    static VersionVector meet(VersionVector a, VersionVector b, @Nullable String without) {
        TreeMap<String, Long> both = new TreeMap<>();
        a.counters()
                .forEach((device, counter) -> {
                    long common = Math.min(counter, b.counter(device));
                    if (common > 0 && !device.equals(without)) {
                        both.put(device, common);
                    }
                });
        return new VersionVector(both);
    }

    /** A context that has seen all of a device's dots before this one, and none behind it. */
    static VersionVector withOwn(VersionVector context, Dot dot) {
        VersionVector fewer = context.upTo(dot.device(), dot.counter() - 1);
        return dot.counter() == 1 ? fewer : fewer.with(before(dot));
    }
}

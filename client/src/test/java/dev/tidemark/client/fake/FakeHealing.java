package dev.tidemark.client.fake;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.record.Effect;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.RecordEntry;
import java.util.List;
import java.util.TreeMap;

/** What a server joins that went back in time. */
final class FakeHealing {

    private FakeHealing() {}

    /** Joins a record that a device offers; whether that changed anything. */
    static boolean join(FakeLog log, EncodedEntry offered) {
        RecordEntry entry = offered.decoded();
        RecordState before = log.state(entry.key());
        RecordState joined = before.join(entry.state());
        if (joined.equals(before)) {
            return false;
        }
        Dot dot = new Dot("heal:", log.head() + 1);
        VersionVector context =
                dot.counter() == 1
                        ? VersionVector.EMPTY
                        : VersionVector.EMPTY.with(new Dot("heal:", log.head()));
        Mutation none =
                new Mutation(
                        "heal-" + dot,
                        entry.key(),
                        Op.UPDATE,
                        dot,
                        context,
                        Value.Obj.EMPTY,
                        List.of(),
                        FakeServer.now(),
                        null,
                        null);
        Stamp stamp = new Stamp(FakeServer.now(), dot.counter(), 0);
        Effect effect = new Effect(dot, context, stamp, true, new TreeMap<>());
        log.keep(new FakeLog.Entry(dot.counter(), none, effect), joined);
        return true;
    }
}

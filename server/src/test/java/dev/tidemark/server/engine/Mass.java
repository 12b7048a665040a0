package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Writer.note;

import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.engine.GuardLimits.Limit;
import java.time.Duration;
import java.util.stream.IntStream;

/// Changes to many records, and small limits for them.
final class Mass {

    static final Duration WINDOW = Duration.ofMinutes(10);
    static final GuardLimits LIMITS = new GuardLimits(WINDOW, new Limit(50, 5), new Limit(90, 10));

    private Mass() {}

    static RecordKey key(int n) {
        return note("n%03d".formatted(n));
    }

    static Mutation[] creates(Writer device, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> device.create(key(n), "{'n':" + n + "}"))
                .toArray(Mutation[]::new);
    }

    static Mutation[] deletes(Writer device, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> device.delete(key(n)))
                .toArray(Mutation[]::new);
    }

    static Mutation[] updates(Writer device, int from, int to, int value) {
        return IntStream.range(from, to)
                .mapToObj(n -> device.update(key(n), "{'n':" + value + "}"))
                .toArray(Mutation[]::new);
    }
}

package dev.tidemark.server.metric;

import java.math.BigDecimal;
import java.util.concurrent.atomic.LongAdder;

/// How long something takes: how often it took at most how long. Thread-safe.
public final class Timing {

    private static final long[] BOUNDS_MICROS = {
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        10_000_000
    };

    private final LongAdder[] counts = new LongAdder[BOUNDS_MICROS.length + 1];
    private final LongAdder sumNanos = new LongAdder();

    Timing() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /// Notes that it took so long once.
    public void took(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS_MICROS.length && nanos > BOUNDS_MICROS[bucket] * 1_000) {
            bucket++;
        }
        counts[bucket].increment();
        sumNanos.add(nanos);
    }

    void show(String name, String labels, StringBuilder out) {
        long sum = 0;
        for (int i = 0; i < counts.length; i++) {
            sum += counts[i].sum();
            String bound =
                    i < BOUNDS_MICROS.length
                            ? BigDecimal.valueOf(BOUNDS_MICROS[i], 6)
                                    .stripTrailingZeros()
                                    .toPlainString()
                            : "+Inf";
            String le = "le=\"" + bound + "\"";
            Exposition.line(name + "_bucket", labels.isEmpty() ? le : labels + "," + le, sum, out);
        }
        Exposition.line(name + "_count", labels, sum, out);
        Exposition.line(name + "_sum", labels, Double.toString(sumNanos.sum() / 1e9), out);
    }
}

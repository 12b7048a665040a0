package dev.tidemark.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/// Two sides that take turns: ours, theirs, ours, theirs.
///
/// @param warmUps rounds that are run and not counted: until the compiler has seen the code
/// @param rounds that count, at least 1
public record Turns(int warmUps, int rounds) {

    public Turns {
        if (warmUps < 0 || rounds < 1) {
            throw new IllegalArgumentException(warmUps + " and " + rounds + " rounds");
        }
    }

    /// Measures two sides.
    ///
    /// @param began hears of each round before it begins, warm-ups included
    public Comparison compare(Turn ours, Turn theirs, IntConsumer began) throws Exception {
        List<Sample> first = new ArrayList<>();
        List<Sample> second = new ArrayList<>();
        for (int round = 0; round < warmUps + rounds; round++) {
            began.accept(round);
            Sample a = ours.take();
            Sample b = theirs.take();
            if (round >= warmUps) {
                first.add(a);
                second.add(b);
            }
        }
        return new Comparison(first, second);
    }
}

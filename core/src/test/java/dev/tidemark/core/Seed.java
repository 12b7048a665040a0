package dev.tidemark.core;

import java.util.Random;

/**
 * The seed of a random test: another one in every run, told in every failure and on the console,
 * and given again by {@code -Dtidemark.seed=…}.
 */
public record Seed(long value) {

    public static Seed next(String test) {
        String given = System.getProperty("tidemark.seed");
        Seed seed = new Seed(given == null ? System.nanoTime() : Long.parseLong(given));
        System.out.println(test + ": " + seed);
        return seed;
    }

    public Random random() {
        return new Random(value);
    }

    @Override
    public String toString() {
        return "replay with -Dtidemark.seed=" + value;
    }
}

package dev.tidemark.cli.rig;

import java.nio.file.Path;
import java.util.function.LongConsumer;

/// What one run is made of.
///
/// @param folder for all its files; empty at first
/// @param steps told of each further step, for a progress bar
public record Run(
        Programs programs, Path folder, long seed, Findings findings, LongConsumer steps) {

    /// The dice of one part of it.
    public Dice dice(String part, long number) {
        return Dice.of(seed, part, number);
    }

    /// The same run in a folder within its own.
    public Run within(String name) {
        return new Run(programs, folder.resolve(name), seed, findings, steps);
    }

    /// Says that one more step was done.
    public void step() {
        steps.accept(1);
    }
}

package dev.tidemark.cli.crash;

import java.nio.file.Path;
import java.util.function.LongConsumer;

/// What one run is made of.
///
/// @param folder for all its files; empty at first
/// @param kills told of how many kills there were so far, for a progress bar
record Run(Programs programs, Path folder, long seed, Findings findings, LongConsumer kills) {

    /// The dice of one part of it.
    Dice dice(String part, long number) {
        return Dice.of(seed, part, number);
    }

    /// The same run in a folder within its own.
    Run within(String name) {
        return new Run(programs, folder.resolve(name), seed, findings, kills);
    }
}

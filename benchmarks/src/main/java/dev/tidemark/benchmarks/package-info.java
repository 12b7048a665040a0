/// The command `./benchmark`: what Tidemark costs, measured against raw storage as ratios within
/// one run. Start at [dev.tidemark.benchmarks.Main]; the benchmarks are in the package `scenario`.
///
/// Nothing here asserts a time. A figure is only worth something beside its spread and the machine.
@NullMarked
package dev.tidemark.benchmarks;

import org.jspecify.annotations.NullMarked;

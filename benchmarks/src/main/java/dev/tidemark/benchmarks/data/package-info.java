/// What is written in the benchmarks: records that look like an app's, and the mutations of the
/// devices that write them. Everything follows from a seed, so any record can be made again without
/// having been kept. Start at [dev.tidemark.benchmarks.data.Author].
@NullMarked
package dev.tidemark.benchmarks.data;

import org.jspecify.annotations.NullMarked;

/// Raw storage: the rows that Tidemark wrote, written again by plain JDBC and nothing else. It is
/// what Tidemark is measured against. Start at [dev.tidemark.benchmarks.raw.RawFile].
///
/// It says statements about tables that are others' to define, so it takes their definitions and
/// their rows from a database that was written, and knows no table by heart.
@NullMarked
package dev.tidemark.benchmarks.raw;

import org.jspecify.annotations.NullMarked;

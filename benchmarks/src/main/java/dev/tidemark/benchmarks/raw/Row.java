package dev.tidemark.benchmarks.raw;

import org.jspecify.annotations.Nullable;

/// A row, and the statement that writes it.
///
/// @param values of the statement: Long, Double, String, byte[] or null
record Row(String sql, @Nullable Object[] values) {}

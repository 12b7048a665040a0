package dev.tidemark.benchmarks.measure;

/// One side of a comparison.
@FunctionalInterface
public interface Turn {

    /// Does its work once and says what that took; what it prepares before is not in it.
    Sample take() throws Exception;
}

/// Load on an HTTP server that costs little itself: one thread, prepared requests, connections that
/// stay. It shares the machine with the server it measures, so it must not work where it can wait.
/// Start at [dev.tidemark.benchmarks.load.Load].
@NullMarked
package dev.tidemark.benchmarks.load;

import org.jspecify.annotations.NullMarked;

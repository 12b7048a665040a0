/// A server in a process of its own, as people start it, and what can be learned of it from
/// outside. Start at [dev.tidemark.benchmarks.served.ServerProcess].
@NullMarked
package dev.tidemark.benchmarks.served;

import org.jspecify.annotations.NullMarked;

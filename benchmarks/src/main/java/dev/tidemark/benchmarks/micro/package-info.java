/// The steps that one mutation takes through the processor, each by itself (JMH). They say where to
/// look when the server's time per mutation grows; the figures that count are those of the whole.
/// `./benchmark --micro` runs them.
@NullMarked
package dev.tidemark.benchmarks.micro;

import org.jspecify.annotations.NullMarked;

/// Measuring in turns: two things that do the same work are run one after the other, again and
/// again, so that whatever else the machine does hits both. Start at
/// [dev.tidemark.benchmarks.measure.Turns]; what counts is the ratio within a round.
@NullMarked
package dev.tidemark.benchmarks.measure;

import org.jspecify.annotations.NullMarked;

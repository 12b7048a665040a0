/// What is told of the measurements: a table for a terminal, JSON for a script, a picture for a
/// page. Start at [dev.tidemark.benchmarks.report.Result]. Nothing is measured here.
@NullMarked
package dev.tidemark.benchmarks.report;

import org.jspecify.annotations.NullMarked;

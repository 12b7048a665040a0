/// Figures about the server at work, as Prometheus reads them.
///
/// Start at [dev.tidemark.server.metric.Metrics]; whoever has something to count asks it for a
/// counter once. It counts and knows nothing of what is counted.
@NullMarked
package dev.tidemark.server.metric;

import org.jspecify.annotations.NullMarked;

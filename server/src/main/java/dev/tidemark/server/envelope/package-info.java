/// Contract 5: portable envelopes, previewed and applied under a policy.
///
/// Start at [dev.tidemark.server.envelope.Sitting]. Items are records; whether one is accepted is
/// the engine's to say, and nothing here writes a record but by its scribe.
@NullMarked
package dev.tidemark.server.envelope;

import org.jspecify.annotations.NullMarked;

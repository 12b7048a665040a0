/// Envelopes: made from a device's records, looked at, applied, sealed. Start at
/// [dev.tidemark.cli.envelope.EnvelopeCommand].
@NullMarked
package dev.tidemark.cli.envelope;

import org.jspecify.annotations.NullMarked;

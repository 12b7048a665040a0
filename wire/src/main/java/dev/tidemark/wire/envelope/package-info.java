/**
 * Contract 5: envelopes, their versions, and what is answered about them. Start at {@link
 * dev.tidemark.wire.envelope.Envelope}. Nothing here decides what an item does to a record.
 */
@NullMarked
package dev.tidemark.wire.envelope;

import org.jspecify.annotations.NullMarked;

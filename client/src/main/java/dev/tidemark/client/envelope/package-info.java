/**
 * Envelopes on a device: made from the local database, sealed with a passphrase, sent to a server
 * when a person wants it. Start at {@link dev.tidemark.client.envelope.Envelopes}. Nothing here
 * runs by itself, and nothing writes to the local database.
 */
@NullMarked
package dev.tidemark.client.envelope;

import org.jspecify.annotations.NullMarked;

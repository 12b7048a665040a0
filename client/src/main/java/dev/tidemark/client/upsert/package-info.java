/**
 * A client for apps that keep their own records: a durable queue of what is to be sent, and the
 * loop that sends it. Start at {@link dev.tidemark.client.upsert.UpsertClient}.
 */
@NullMarked
package dev.tidemark.client.upsert;

import org.jspecify.annotations.NullMarked;

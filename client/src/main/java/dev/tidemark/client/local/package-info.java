/**
 * The local database: {@link dev.tidemark.client.local.LocalFile} opens it, {@link
 * dev.tidemark.client.local.LocalWriter} takes what the app writes, {@link
 * dev.tidemark.client.local.Arrivals} what the server tells. What is shown of a record is always
 * the server's state joined with what waits in the queue. Nothing here talks to a server.
 */
@NullMarked
package dev.tidemark.client.local;

import org.jspecify.annotations.NullMarked;

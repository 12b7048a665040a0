/**
 * The client library: an app's data in a local database that works without any network, and syncs
 * when it can. Start at {@link dev.tidemark.client.Tidemark}. The app reads and writes its local
 * database only; what a mutation means is decided in core, and what is said to the server in the
 * package {@code sync}.
 */
@NullMarked
package dev.tidemark.client;

import org.jspecify.annotations.NullMarked;

/**
 * A server in memory and a network that fails on demand, for tests. The server is a small model of
 * its own, built on core alone: it knows nothing of the real one.
 */
@NullMarked
package dev.tidemark.client.fake;

import org.jspecify.annotations.NullMarked;

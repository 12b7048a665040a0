/**
 * What two replicas compare in order to find out whether they hold the same records.
 *
 * <p>Start at {@link dev.tidemark.wire.digest.DigestAnswer}.
 */
@NullMarked
package dev.tidemark.wire.digest;

import org.jspecify.annotations.NullMarked;

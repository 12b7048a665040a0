/**
 * JSON shapes of secrets: what a device has sealed, and nothing of what is in it.
 *
 * <p>Start at {@link dev.tidemark.wire.secret.SealedSecret}.
 */
@NullMarked
package dev.tidemark.wire.secret;

import org.jspecify.annotations.NullMarked;

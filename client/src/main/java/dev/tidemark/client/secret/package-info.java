/**
 * Secrets of an account, sealed on the device: the server keeps what it cannot read.
 *
 * <p>Start at {@link dev.tidemark.client.secret.Secrets}.
 */
@NullMarked
package dev.tidemark.client.secret;

import org.jspecify.annotations.NullMarked;

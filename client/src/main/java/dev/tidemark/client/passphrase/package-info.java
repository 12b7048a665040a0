/**
 * Keys made of what people remember. It knows nothing of what the keys open.
 *
 * <p>Start at {@link dev.tidemark.client.passphrase.Stretching}.
 */
@NullMarked
package dev.tidemark.client.passphrase;

import org.jspecify.annotations.NullMarked;

/**
 * JSON values that survive exactly, their canonical text and their hash. Start at {@link
 * dev.tidemark.core.value.Value}. Nothing here parses JSON: that is the business of the module
 * {@code wire}.
 */
@NullMarked
package dev.tidemark.core.value;

import org.jspecify.annotations.NullMarked;

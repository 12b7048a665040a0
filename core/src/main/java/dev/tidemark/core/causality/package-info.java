/**
 * Who has seen what: {@link dev.tidemark.core.causality.Dot} names one write, {@link
 * dev.tidemark.core.causality.VersionVector} a set of them. No clock plays a part here.
 */
@NullMarked
package dev.tidemark.core.causality;

import org.jspecify.annotations.NullMarked;

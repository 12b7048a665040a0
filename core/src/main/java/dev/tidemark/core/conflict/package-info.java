/**
 * What a person has to decide: {@link dev.tidemark.core.conflict.Conflicts} finds it in a record,
 * {@link dev.tidemark.core.conflict.Resolution} turns the decision into an ordinary mutation.
 */
@NullMarked
package dev.tidemark.core.conflict;

import org.jspecify.annotations.NullMarked;

/**
 * What a refusal looks like: {@link dev.tidemark.wire.problem.ProblemCode} is the list of all that
 * a server answers instead of what was asked for, {@link dev.tidemark.wire.problem.ProblemBody} the
 * JSON of RFC 9457. Decides nothing; docs/errors.md lists every code there is.
 */
@NullMarked
package dev.tidemark.wire.problem;

import org.jspecify.annotations.NullMarked;

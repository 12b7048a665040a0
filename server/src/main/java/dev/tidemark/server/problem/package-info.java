/// Refusals: of a whole request, in the form of RFC 9457, and of the server's start.
///
/// Start at [dev.tidemark.server.problem.Problem]. Refusals of single mutations inside a batch are
/// ordinary answers and none of this package's business.
@NullMarked
package dev.tidemark.server.problem;

import org.jspecify.annotations.NullMarked;

/// Cursors: opaque, signed names for positions in an account's change log.
///
/// Start at [dev.tidemark.server.cursor.Cursors]. It says which tokens are genuine and nothing
/// about what is found at a position.
@NullMarked
package dev.tidemark.server.cursor;

import org.jspecify.annotations.NullMarked;

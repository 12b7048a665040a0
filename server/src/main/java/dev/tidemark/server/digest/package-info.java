/// What the server holds, as hashes that a device can compare with its own; and whether the hashes
/// are right.
///
/// Start at [dev.tidemark.server.digest.Digests]. It only reads; sums are kept up to date by the
/// engine, where records are written.
@NullMarked
package dev.tidemark.server.digest;

import org.jspecify.annotations.NullMarked;

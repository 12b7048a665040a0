/// Whether a device and its server hold the same records.
///
/// Start at [dev.tidemark.cli.compare.Digests].
@NullMarked
package dev.tidemark.cli.compare;

import org.jspecify.annotations.NullMarked;

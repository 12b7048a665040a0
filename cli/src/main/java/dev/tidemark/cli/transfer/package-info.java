/// Records from files and to files: JSON lines and CSV, read and written in parts, so that a file's
/// size does not matter.
///
/// Start at [dev.tidemark.cli.transfer.ImportCommand].
@NullMarked
package dev.tidemark.cli.transfer;

import org.jspecify.annotations.NullMarked;

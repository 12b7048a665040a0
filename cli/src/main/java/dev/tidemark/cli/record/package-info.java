/// Reading and writing the records of a device database.
///
/// Start at [dev.tidemark.cli.record.PutCommand]. Everything here works without a network.
@NullMarked
package dev.tidemark.cli.record;

import org.jspecify.annotations.NullMarked;

/// The `tidemark` command: reads arguments, calls the client or the server, prints. Start at
/// [dev.tidemark.cli.Main].
///
/// Nothing here may decide what a mutation means; that is the work of core.
@NullMarked
package dev.tidemark.cli;

import org.jspecify.annotations.NullMarked;

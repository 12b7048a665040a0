/// Contract 1: commands in batches, changes, and the stream of them.
///
/// Start at [dev.tidemark.server.command.CommandRoutes]. It only translates between HTTP and the
/// engine; what becomes of a command is decided there.
@NullMarked
package dev.tidemark.server.command;

import org.jspecify.annotations.NullMarked;

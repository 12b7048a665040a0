/// What a command sees of the place it was typed in, and how it talks back: streams, colours,
/// tables, a progress bar, exit codes, failures in one sentence.
///
/// Start at [dev.tidemark.cli.console.Shell]. Nothing here knows a device or a server.
@NullMarked
package dev.tidemark.cli.console;

import org.jspecify.annotations.NullMarked;

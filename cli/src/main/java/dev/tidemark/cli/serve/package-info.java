/// The server, run from a terminal or by an init system, and its settings.
///
/// Start at [dev.tidemark.cli.serve.ServeCommand]. What the server does is none of its business.
@NullMarked
package dev.tidemark.cli.serve;

import org.jspecify.annotations.NullMarked;

/// What the server writes into its log: one line of JSON for each event.
///
/// Start at [dev.tidemark.server.log.Logs]. No payload, no token and no query ever gets into a
/// line; whoever logs names the account, the device and the trace, and nothing that they said.
@NullMarked
package dev.tidemark.server.log;

import org.jspecify.annotations.NullMarked;

/// What a record was, who made it so, and the way back: commands that ask a server.
///
/// Start at [dev.tidemark.cli.history.HistoryCommand] and
/// [dev.tidemark.cli.history.RestoreCommand]. They ask with a key, not from a device's database: a
/// device keeps no history.
@NullMarked
package dev.tidemark.cli.history;

import org.jspecify.annotations.NullMarked;

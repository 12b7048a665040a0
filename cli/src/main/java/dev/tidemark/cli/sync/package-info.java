/// A device database and its server: making one, syncing it, and how it stands.
///
/// Start at [dev.tidemark.cli.sync.SyncCommand].
@NullMarked
package dev.tidemark.cli.sync;

import org.jspecify.annotations.NullMarked;

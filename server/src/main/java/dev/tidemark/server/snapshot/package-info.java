/// Named positions of an account's log, what differs from them, and the way back to them.
///
/// Start at [dev.tidemark.server.snapshot.SnapshotRoutes]. A snapshot is a position and never a
/// copy. How a restore is written is the engine's business.
@NullMarked
package dev.tidemark.server.snapshot;

import org.jspecify.annotations.NullMarked;

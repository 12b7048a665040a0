/// What people have to decide, and have decided, listed.
///
/// Start at [dev.tidemark.server.conflict.ConflictList]. Deciding is a write like any other and
/// done by the engine.
@NullMarked
package dev.tidemark.server.conflict;

import org.jspecify.annotations.NullMarked;

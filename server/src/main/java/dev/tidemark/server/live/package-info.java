/// Changes as they happen: who waits for them, and what is sent.
///
/// Start at [dev.tidemark.server.live.ChangeStream]. A stream says nothing that a pull would not;
/// it only says it sooner.
@NullMarked
package dev.tidemark.server.live;

import org.jspecify.annotations.NullMarked;

/// Mass changes that wait for a person: listed, released, dropped.
///
/// Start at [dev.tidemark.server.guard.Holds]. What is held, and why, is decided by the engine;
/// here a person decides what becomes of it.
@NullMarked
package dev.tidemark.server.guard;

import org.jspecify.annotations.NullMarked;

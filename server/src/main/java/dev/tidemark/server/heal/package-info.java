/// The way by which devices bring back what a server has forgotten.
///
/// Start at [dev.tidemark.server.heal.HealRoutes]. How records are joined is the engine's business.
@NullMarked
package dev.tidemark.server.heal;

import org.jspecify.annotations.NullMarked;

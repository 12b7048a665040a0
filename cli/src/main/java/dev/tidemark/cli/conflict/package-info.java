/// What a person has to decide: conflicts and how to settle them, and mutations that the server
/// refused.
///
/// Start at [dev.tidemark.cli.conflict.ResolveCommand]. Everything here works without a network.
@NullMarked
package dev.tidemark.cli.conflict;

import org.jspecify.annotations.NullMarked;

/// How the server is: for whoever watches it, without credentials, and its figures, with some.
///
/// Start at [dev.tidemark.server.health.Health]. It tells nothing of any account.
@NullMarked
package dev.tidemark.server.health;

import org.jspecify.annotations.NullMarked;

/// API keys: made, listed, given another secret, deleted; by admins.
///
/// Start at [dev.tidemark.server.key.KeyRoutes]. What a key is worth is decided in `access`.
@NullMarked
package dev.tidemark.server.key;

import org.jspecify.annotations.NullMarked;

/// Secrets of accounts: what a device has sealed is kept, handed out and versioned, and never
/// opened, merged or shown anywhere else.
///
/// Start at [dev.tidemark.server.secret.SecretRoutes]. Nothing here knows of records, and nothing
/// that knows of records knows of this.
@NullMarked
package dev.tidemark.server.secret;

import org.jspecify.annotations.NullMarked;

/// Who is asking, and what they may do: credentials, roles and scopes.
///
/// Start at [dev.tidemark.server.access.Principal]. It keeps digests of secrets and never the
/// secrets, and it knows nothing of HTTP.
@NullMarked
package dev.tidemark.server.access;

import org.jspecify.annotations.NullMarked;

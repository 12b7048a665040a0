/// HTTP: the lifecycle of a request, the table of routes, and what a handler sees of both.
///
/// Whoever adds a route starts at [dev.tidemark.server.http.Route]. It knows no route's business.
@NullMarked
package dev.tidemark.server.http;

import org.jspecify.annotations.NullMarked;

/// Apps: named sync schemas, in versions; bundled, loaded from a folder, or published.
///
/// Start at [dev.tidemark.server.app.Apps]. How a schema is read is the business of `wire`, what
/// its rules mean that of `core`.
@NullMarked
package dev.tidemark.server.app;

import org.jspecify.annotations.NullMarked;

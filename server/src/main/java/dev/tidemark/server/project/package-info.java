/// Contract 3: the project of an account, read and written as one document.
///
/// Start at [dev.tidemark.server.project.ProjectRoutes]. A project is a view of records: which
/// ones, says the app's schema. It holds no rule about data but the one that a write names the
/// version that it builds on.
@NullMarked
package dev.tidemark.server.project;

import org.jspecify.annotations.NullMarked;

/// The past of records, as people read it.
///
/// Start at [dev.tidemark.server.history.History]. It reads the change log and changes nothing.
@NullMarked
package dev.tidemark.server.history;

import org.jspecify.annotations.NullMarked;

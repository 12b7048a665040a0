/// Who did what, when: an append-only, hash-chained list for each account, and one for the server.
///
/// Start at [dev.tidemark.server.audit.Audit]. An event tells that something was done and by whom,
/// never what was written: no payload and no secret gets in here.
@NullMarked
package dev.tidemark.server.audit;

import org.jspecify.annotations.NullMarked;

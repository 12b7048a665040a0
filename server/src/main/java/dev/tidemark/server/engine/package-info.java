/// What becomes of mutations: the one engine behind every contract.
///
/// Start at [dev.tidemark.server.engine.Push] and [dev.tidemark.server.engine.Pull]. The rules are
/// core's; here they meet the stored records, in one transaction for each request. It knows no
/// HTTP.
@NullMarked
package dev.tidemark.server.engine;

import org.jspecify.annotations.NullMarked;

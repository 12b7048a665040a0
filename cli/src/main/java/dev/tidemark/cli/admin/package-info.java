/// Accounts, keys and devices of a server, run over its API.
///
/// Start at [dev.tidemark.cli.admin.Connection]. Secrets come from files and the environment, never
/// from the command line, where every other user of the machine can read them.
@NullMarked
package dev.tidemark.cli.admin;

import org.jspecify.annotations.NullMarked;

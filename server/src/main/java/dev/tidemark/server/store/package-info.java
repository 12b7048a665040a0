/// The server's tables: one SQLite file, and the statements on it.
///
/// Start at [dev.tidemark.server.store.Storage]. Every key of every table but the few global ones
/// starts with the account; a statement names one account, or it is about the server as a whole.
@NullMarked
package dev.tidemark.server.store;

import org.jspecify.annotations.NullMarked;

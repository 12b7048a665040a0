/**
 * SQLite, opened safely: ownership, migrations, transactions, group commit, leases and backups.
 *
 * <p>Start at {@link dev.tidemark.sql.Database}; a server adds {@link dev.tidemark.sql.FileLanes}.
 * This is the only package that says PRAGMA, and it knows nothing of records or sync. What a work
 * sees ({@link dev.tidemark.sql.Tx}) does not depend on SQLite: another module may run works on
 * another database, behind {@link dev.tidemark.sql.Lanes}.
 *
 * <p>No code of the process may open a database file by other means while it is open here: on
 * POSIX, closing any descriptor of a file drops the locks that SQLite holds on it.
 */
@NullMarked
package dev.tidemark.sql;

import org.jspecify.annotations.NullMarked;

/// Copies of a server's data, and putting one back.
///
/// Start at [dev.tidemark.server.backup.DataBackup] and [dev.tidemark.server.backup.BackupRestore].
/// Both work on a data folder, without a server; neither ever deletes data.
@NullMarked
package dev.tidemark.server.backup;

import org.jspecify.annotations.NullMarked;

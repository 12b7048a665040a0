package dev.tidemark.server.backup;

import dev.tidemark.server.store.Storage;
import dev.tidemark.sql.DatabaseFile;
import dev.tidemark.sql.Options;
import dev.tidemark.sql.StorageException;
import dev.tidemark.sql.StorageException.Kind;
import java.nio.file.Path;
import java.util.List;

/// A server's database, in one file: all there is, but for `admin.key`, which any start makes anew.
///
/// @param accounts what it holds
public record DataBackup(Path file, List<AccountEnd> accounts) {

    public DataBackup {
        accounts = List.copyOf(accounts);
    }

    /// An account, and where its log ends.
    ///
    /// @param seq of the last change; 0 before the first
    public record AccountEnd(String accountId, String name, long seq) {}

    /// Copies the database of a data folder into a new file, while a server runs on it or not, and
    /// checks the copy. It holds what was committed when this began; nobody waits for it.
    ///
    /// @throws StorageException `EXISTS` if there is such a file, `NO_ACCESS` if there is no
    ///   database in the folder, or whatever the disk says; no file of that name is left then
    public static DataBackup make(Path data, Path target) {
        file(data.resolve(Storage.FILE)).copyTo(target);
        return check(target);
    }

    /// Reads what a backup holds.
    ///
    /// @throws StorageException `CORRUPT` if it is damaged; `NO_ACCESS`, `NOT_OURS`,
    ///   `NEWER_VERSION`
    public static DataBackup check(Path backup) {
        DatabaseFile file = file(backup);
        List<AccountEnd> accounts = ends(file);
        List<String> problems = file.problems();
        if (!problems.isEmpty()) {
            throw new StorageException(
                    Kind.CORRUPT,
                    backup + " is damaged (" + problems.getFirst() + "); use another backup");
        }
        return new DataBackup(backup, accounts);
    }

    /// Where the accounts of a database end, whatever state the rest of it is in.
    static List<AccountEnd> ends(DatabaseFile file) {
        return file.read(tx ->
                tx.list(
                        "SELECT account_id, name, head_seq FROM account ORDER BY account_id",
                        row -> new AccountEnd(row.getText(1), row.getText(2), row.getLong(3))));
    }

    static DatabaseFile file(Path path) {
        return new DatabaseFile(path, Storage.format(), Options.DEFAULTS);
    }
}

package dev.tidemark.server.audit;

import dev.tidemark.server.store.AccountRow;
import dev.tidemark.server.store.Storage;
import dev.tidemark.sql.FileLease;
import dev.tidemark.sql.LaneLimits;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Options;
import dev.tidemark.sql.StorageException;
import dev.tidemark.wire.audit.AuditReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The data folder of a server that does not run: looked at by whoever does not want to ask the
/// server itself, or has found an old copy.
///
/// @param path of the folder
public record AuditFolder(Path path) {

    private static final int ACCOUNTS_PER_STEP = 500;

    /// Looks at the chains of the server and of all accounts in it.
    ///
    /// @return the reports by account; the server's own under [Audit#SERVER]
    /// @throws IOException if there is no server's data
    /// @throws StorageException if it is in use, or cannot be read
    public SortedMap<String, AuditReport> check() throws IOException {
        if (!Files.isRegularFile(path.resolve("tidemark.db"))) {
            throw new NoSuchFileException(path.resolve("tidemark.db").toString());
        }
        try (FileLease _ = FileLease.acquire(path.resolve("tidemark.lock"), "tidemark audit");
                Storage storage = Storage.open(path, Options.DEFAULTS, LaneLimits.DEFAULTS)) {
            return check(storage.lanes());
        }
    }

    private static SortedMap<String, AuditReport> check(Lanes lanes) {
        TreeMap<String, AuditReport> reports = new TreeMap<>();
        reports.put(Audit.SERVER, AuditCheck.of(lanes, Audit.SERVER));
        List<AccountRow> accounts = page(lanes, "");
        while (!accounts.isEmpty()) {
            accounts.forEach(
                    row -> reports.put(row.account(), AuditCheck.of(lanes, row.account())));
            accounts = page(lanes, accounts.getLast().account());
        }
        return reports;
    }

    private static List<AccountRow> page(Lanes lanes, String after) {
        return lanes.readNow(tx -> AccountRow.page(tx, after, ACCOUNTS_PER_STEP));
    }
}

package dev.tidemark.server.backup;

import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.audit.AuditAction;
import dev.tidemark.server.backup.DataBackup.AccountEnd;
import dev.tidemark.server.store.Beginning;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.Storage;
import dev.tidemark.sql.FileLease;
import dev.tidemark.sql.LaneLimits;
import dev.tidemark.sql.Options;
import dev.tidemark.sql.StorageException;
import dev.tidemark.sql.Tx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts a backup in the place of a server's database, which is kept beside it.
///
/// Every account begins a new epoch, far behind any seq that it can have reached: so each device
/// finds out, and offers what the backup lacks.
public final class BackupRestore {

    private static final Logger LOG = LoggerFactory.getLogger(BackupRestore.class);

    private static final int EPOCH_BYTES = 16;

    private final Path data;
    private final Instant now;
    private final RandomGenerator random;

    private BackupRestore(Path data, Instant now, RandomGenerator random) {
        this.data = data;
        this.now = now;
        this.random = random;
    }

    /// What was done.
    ///
    /// @param backup what was restored
    /// @param lacking how many changes the replaced files knew of that the backup lacks; empty
    ///   where they could not be read, or there were none
    /// @param replaced the folder with the files that were replaced
    public record Restored(DataBackup backup, Optional<Long> lacking, Path replaced) {}

    /// Restores a backup. A crash leaves the state before, or one that the next start of a server,
    /// or this once more, makes the state after.
    ///
    /// @param data the server's folder; made if it is missing
    /// @param random must not be guessable
    /// @throws StorageException `LOCKED` if a server runs on the folder; `CORRUPT`, `NOT_OURS`,
    ///   `NEWER_VERSION` or `NO_ACCESS` if the backup is not good: nothing was changed then
    public static Restored restore(Path data, Path backup, Instant now, RandomGenerator random) {
        return restore(data, backup, now, random, step -> {});
    }

    /// @param onStep told of each step before it is taken
    static Restored restore(
            Path data, Path backup, Instant now, RandomGenerator random, Consumer<String> onStep) {
        DataBackup checked = DataBackup.check(backup);
        try {
            Files.createDirectories(data);
            FileLease lease =
                    FileLease.acquire(data.resolve(Storage.LOCK), "tidemark restore-backup");
            try {
                return new BackupRestore(data, now, random)
                        .restore(checked, new Replacement(data, onStep));
            } finally {
                lease.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Restored restore(DataBackup backup, Replacement replacement) throws IOException {
        replacement.finish();
        Optional<Map<String, Long>> seen = seen();
        Path made = replacement.prepare(now);
        DataBackup.file(backup.file()).copyTo(made.resolve(Storage.FILE));
        try (Storage storage = Storage.open(made, Options.DEFAULTS, LaneLimits.DEFAULTS)) {
            storage.lanes()
                    .writeNow(Audit.SERVER, tx -> beginAnew(tx, backup, seen.orElse(Map.of())));
        }
        Path replaced = replacement.commit();
        return new Restored(backup, seen.map(ends -> lacking(backup, ends)), replaced);
    }

    /// Where the accounts of the files that will be replaced end; empty where there are none, or
    /// they cannot be read, which may be why a backup is restored.
    private Optional<Map<String, Long>> seen() {
        Path file = data.resolve(Storage.FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    DataBackup.ends(DataBackup.file(file)).stream()
                            .collect(Collectors.toMap(AccountEnd::accountId, AccountEnd::seq)));
        } catch (StorageException e) {
            LOG.warn("The database that is replaced cannot be read: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private boolean beginAnew(Tx tx, DataBackup backup, Map<String, Long> seen) {
        for (AccountEnd account : backup.accounts()) {
            Head head = Head.find(tx, account.accountId()).orElseThrow();
            byte[] epoch = new byte[EPOCH_BYTES];
            random.nextBytes(epoch);
            long last = seen.getOrDefault(account.accountId(), 0L);
            Beginning.noteRestore(tx, head, last, epoch, now.toEpochMilli());
        }
        Audit.append(
                tx,
                Actor.SERVER.did(
                        Audit.SERVER,
                        AuditAction.SERVER_RESTORE_BACKUP,
                        now,
                        "a backup with %d accounts was restored"
                                .formatted(backup.accounts().size())));
        return true;
    }

    private static long lacking(DataBackup backup, Map<String, Long> seen) {
        return backup.accounts().stream()
                .mapToLong(each -> seen.getOrDefault(each.accountId(), 0L) - each.seq())
                .filter(more -> more > 0)
                .sum();
    }
}

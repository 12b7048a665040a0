package dev.tidemark.client;

import dev.tidemark.client.local.LocalFile;
import dev.tidemark.client.queue.DeadLetterTable;
import dev.tidemark.client.queue.QueueTable;
import dev.tidemark.client.sync.Enrolment;
import dev.tidemark.client.sync.EnrolmentTable;
import dev.tidemark.client.sync.Progress;
import dev.tidemark.client.sync.ProgressTable;
import dev.tidemark.client.sync.Trouble;
import dev.tidemark.client.sync.VerificationTable;
import dev.tidemark.client.sync.VerificationTable.Checked;
import dev.tidemark.client.sync.WentBack;
import dev.tidemark.client.sync.WentBackTable;
import dev.tidemark.sql.Tx;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a database stands.
 *
 * @param state in one word
 * @param pending mutations that the server has not been seen to hold
 * @param held those of them that wait for an owner of the account: the server holds a mass change
 *     until somebody confirms it
 * @param deadLetters mutations that it refused for good
 * @param conflicts what a person has to decide
 * @param lastSync when a sync last came to its end; null for never
 * @param nextAttempt when live sync tries again; null where nothing is waited for
 * @param trouble what the last sync met; null for nothing
 * @param checked what came of the last comparison with the server; null before the first
 * @param deviceId the id of this database
 * @param accountId whose the data is; null before the first contact
 * @param app the account's app; null before the first contact
 * @param server where it syncs; null where sync is not enabled
 * @param file the database's file
 * @param wentBack the last time that the server went back to an earlier state; null for never
 */
public record Status(
        State state,
        long pending,
        long held,
        long deadLetters,
        long conflicts,
        @Nullable Instant lastSync,
        @Nullable Instant nextAttempt,
        @Nullable Trouble trouble,
        @Nullable Checked checked,
        String deviceId,
        @Nullable String accountId,
        @Nullable String app,
        @Nullable String server,
        String file,
        @Nullable WentBack wentBack) {

    /** The states; where several hold, the first of them in this order but for SYNCED. */
    public enum State {
        /** Sync is not enabled. */
        LOCAL_ONLY,
        /** A sync is going on. */
        SYNCING,
        /** Somebody has to sign in, or use another credential. */
        AUTH_REQUIRED,
        /** The server could not be reached. */
        OFFLINE,
        /** Something waits: for the server, for its time, or for the next sync. */
        DEFERRED,
        /** All is sent, and a person has to decide something. */
        CONFLICT,
        /** All is sent, nothing is open. */
        SYNCED;

        /** As people and scripts read it: {@code auth-required}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Where a database stands, as the transaction sees it. */
    static Status of(Tx tx, LocalFile file, boolean syncing) {
        EnrolmentTable enrolments = new EnrolmentTable(tx);
        Enrolment enrolment = enrolments.find().orElse(null);
        EnrolmentTable.AccountRow account = enrolments.account().orElse(null);
        Progress progress = new ProgressTable(tx).read();
        long pending = new QueueTable(tx).count();
        long deadLetters = new DeadLetterTable(tx).count();
        long conflicts = Conflicts.count(tx);
        State state =
                enrolment == null
                        ? State.LOCAL_ONLY
                        : syncing
                                ? State.SYNCING
                                : state(progress, pending, deadLetters + conflicts);
        return new Status(
                state,
                pending,
                new QueueTable(tx).held(),
                deadLetters,
                conflicts,
                progress.lastSyncAt(),
                progress.nextAttemptAt(),
                progress.trouble(),
                new VerificationTable(tx).last().orElse(null),
                file.device(tx).id(),
                account == null ? null : account.accountId(),
                account == null ? null : account.app(),
                enrolment == null ? null : enrolment.server(),
                file.file().toString(),
                new WentBackTable(tx).last().orElse(null));
    }

    private static State state(Progress progress, long pending, long open) {
        Trouble trouble = progress.trouble();
        if (trouble != null) {
            return switch (trouble.kind()) {
                case OFFLINE -> State.OFFLINE;
                case DEFERRED, STOPPED -> State.DEFERRED;
                case AUTH_REQUIRED, OTHER_ACCOUNT -> State.AUTH_REQUIRED;
            };
        }
        if (pending > 0 || progress.lastSyncAt() == null) {
            return State.DEFERRED;
        }
        return open > 0 ? State.CONFLICT : State.SYNCED;
    }
}

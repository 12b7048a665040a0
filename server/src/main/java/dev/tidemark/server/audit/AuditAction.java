package dev.tidemark.server.audit;

import java.util.Locale;

/// What an event tells of. Named on the wire as here, in small letters: [#SYNC_PUSH] is
/// `sync.push`, [#SERVER_WENT_BACK] is `server.went-back`.
public enum AuditAction {
    /// A batch that had an effect, or was refused.
    SYNC_PUSH,
    /// A device offered its records to a server that had gone back in time.
    SYNC_HEAL,
    /// Conflicts were decided.
    CONFLICT_RESOLVE,
    /// An envelope was kept, to be previewed and applied.
    ENVELOPE_UPLOAD,
    /// An envelope was applied.
    ENVELOPE_APPLY,
    SNAPSHOT_CREATE,
    SNAPSHOT_DELETE,
    SNAPSHOT_RESTORE,
    /// Old changes were taken out of the log, as the operator's retention says.
    HISTORY_COMPACT,
    /// A mass change was held back.
    HOLD_OPEN,
    /// A mass change that was held back was let through.
    HOLD_RELEASE,
    /// A mass change that was held back was dropped.
    HOLD_DROP,
    /// A sealed secret was written, new or over another one.
    SECRET_WRITE,
    SECRET_DELETE,
    KEY_CREATE,
    KEY_ROTATE,
    KEY_REVOKE,
    DEVICE_ENROL,
    DEVICE_ROTATE,
    DEVICE_REVOKE,
    ACCOUNT_CREATE,
    ACCOUNT_ERASE,
    SCHEMA_PUBLISH,
    SERVER_BACKUP,
    SERVER_RESTORE_BACKUP,
    /// The server was found to be older than what its devices have seen.
    SERVER_WENT_BACK,
    /// A request was answered with a refusal.
    REQUEST_REFUSED;

    private final String wireName =
            name().toLowerCase(Locale.ROOT).replaceFirst("_", ".").replace('_', '-');

    /// Its name on the wire and in the chain, which must not change once events have it.
    public String wireName() {
        return wireName;
    }
}

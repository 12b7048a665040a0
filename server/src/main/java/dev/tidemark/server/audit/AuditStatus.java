package dev.tidemark.server.audit;

import java.util.Locale;

/// What became of it.
public enum AuditStatus {
    DONE,
    /// Some of it was done, some refused.
    PARTIAL,
    REFUSED;

    /// The status of something that has parts.
    public static AuditStatus of(long done, long refused) {
        if (refused == 0) {
            return DONE;
        }
        return done == 0 ? REFUSED : PARTIAL;
    }

    /// Its name on the wire and in the chain.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

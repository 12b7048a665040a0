package dev.tidemark.server.access;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Credentials that were looked up, by account. Thread-safe.
///
/// Something read before a change must not be kept after it: whoever looks something up notes the
/// time before, counted in changes, and what is older than the last change is not kept.
final class CredentialMemory {

    /// More is not worth remembering; it begins anew then.
    private static final int CREDENTIALS_MAX = 50_000;

    private final ConcurrentHashMap<String, Map<String, Credentials.Known>> accounts =
            new ConcurrentHashMap<>();

    private volatile long changes;
    private int kept;

    Credentials.@Nullable Known find(String account, String credential) {
        Map<String, Credentials.Known> known = accounts.get(account);
        return known == null ? null : known.get(credential);
    }

    /// The time, counted in changes.
    long now() {
        return changes;
    }

    synchronized void keep(Credentials.Known known, long asOf) {
        if (asOf != changes) {
            return;
        }
        if (kept >= CREDENTIALS_MAX) {
            accounts.clear();
            kept = 0;
        }
        accounts.computeIfAbsent(known.account().account(), _ -> new ConcurrentHashMap<>())
                .put(known.own().id(), known);
        kept++;
    }

    synchronized void forget(String account) {
        changes++;
        Map<String, Credentials.Known> forgotten = accounts.remove(account);
        kept -= forgotten == null ? 0 : forgotten.size();
    }
}

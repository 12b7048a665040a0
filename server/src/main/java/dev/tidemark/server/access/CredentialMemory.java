package dev.tidemark.server.access;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Credentials that were looked up, by account. Thread-safe.
///
/// Something read before a change must not be kept after it: whoever looks something up notes the
/// time before, counted in changes, and what is older than the last change is not kept. While a
/// change is under way, nothing of its account is known.
final class CredentialMemory {

    /// More is not worth remembering; it begins anew then.
    private static final int CREDENTIALS_MAX = 50_000;

    private final ConcurrentHashMap<String, Map<String, Credentials.Known>> accounts =
            new ConcurrentHashMap<>();

    /// Accounts with changes under way, and how many.
    private final Map<String, Integer> changing = new ConcurrentHashMap<>();

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
        if (asOf != changes || changing.containsKey(known.account().account())) {
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

    /// Called before the first row of a change is written.
    synchronized void begin(String account) {
        changing.merge(account, 1, Integer::sum);
        forget(account);
    }

    /// Called when a change that was begun is on the disk, or has failed.
    synchronized void end(String account) {
        changing.computeIfPresent(account, (_, count) -> count == 1 ? null : count - 1);
        forget(account);
    }

    private void forget(String account) {
        changes++;
        Map<String, Credentials.Known> forgotten = accounts.remove(account);
        kept -= forgotten == null ? 0 : forgotten.size();
    }
}

package dev.tidemark.server.access;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Credentials that were looked up, by account, and devices that were found not to be revoked.
/// Thread-safe.
///
/// Something read before a change must not be kept after it: whoever looks something up notes the
/// time before, counted in changes, and what is older than the last change is not kept. While a
/// change is under way, nothing of its account is known.
final class CredentialMemory {

    /// More is not worth remembering; it begins anew then.
    private static final int KEPT_MAX = 50_000;

    private final ConcurrentHashMap<String, Account> accounts = new ConcurrentHashMap<>();

    /// Accounts with changes under way, and how many.
    private final Map<String, Integer> changing = new ConcurrentHashMap<>();

    private volatile long changes;
    private int kept;

    /// What is known of one account.
    ///
    /// @param devices those that are not revoked
    private record Account(Map<String, Credentials.Known> credentials, Set<String> devices) {

        Account() {
            this(new ConcurrentHashMap<>(), ConcurrentHashMap.newKeySet());
        }

        int size() {
            return credentials.size() + devices.size();
        }
    }

    Credentials.@Nullable Known find(String account, String credential) {
        Account known = accounts.get(account);
        return known == null ? null : known.credentials().get(credential);
    }

    /// Whether a device is known not to be revoked.
    boolean isGoodDevice(String account, String device) {
        Account known = accounts.get(account);
        return known != null && known.devices().contains(device);
    }

    /// The time, counted in changes.
    long now() {
        return changes;
    }

    synchronized void keep(Credentials.Known known, long asOf) {
        String account = known.account().account();
        if (isWorthKeeping(account, asOf)
                && of(account).credentials().put(known.own().id(), known) == null) {
            kept++;
        }
    }

    /// A device was found not to be revoked.
    synchronized void keepGoodDevice(String account, String device, long asOf) {
        if (isWorthKeeping(account, asOf) && of(account).devices().add(device)) {
            kept++;
        }
    }

    private boolean isWorthKeeping(String account, long asOf) {
        return asOf == changes && !changing.containsKey(account);
    }

    private Account of(String account) {
        if (kept >= KEPT_MAX) {
            accounts.clear();
            kept = 0;
        }
        return accounts.computeIfAbsent(account, _ -> new Account());
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
        Account forgotten = accounts.remove(account);
        kept -= forgotten == null ? 0 : forgotten.size();
    }
}

package dev.tidemark.server.engine;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules.NaturalKey;
import dev.tidemark.server.engine.Claims.Claim;
import dev.tidemark.server.engine.RestorePlan.Wanted;
import dev.tidemark.server.store.NaturalKeyRow;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.schema.AppSchema;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the records that cannot go back, because another live record has the natural key that they
/// had, and keeps it.
///
/// Of a whole account all go back together, and their names were free of clashes then. But of one
/// record alone the name may be taken, and records that were healed may have shared one. Such a
/// record stays as it is; so it keeps the name that it has, which may be what yet another one
/// needs: therefore this is asked until nothing changes any more.
final class TakenNames {

    private final Tx tx;
    private final String account;
    private final Map<RecordKey, Wanted> wanted;

    /// What those that go back want to be called.
    private final Map<RecordKey, Claim> claims = new LinkedHashMap<>();

    private final Map<Claim, Optional<String>> holders = new HashMap<>();
    private final Map<RecordKey, String> taken = new LinkedHashMap<>();

    private TakenNames(Tx tx, String account, Map<RecordKey, Wanted> wanted) {
        this.tx = tx;
        this.account = account;
        this.wanted = wanted;
    }

    /// Why a record cannot go back.
    static String obstacle(String holder) {
        return "its natural key belongs to %s now".formatted(holder);
    }

    /// The records that cannot go back, each with the id of the one that has its name.
    static Map<RecordKey, String> among(
            Map<RecordKey, Wanted> wanted, Tx tx, String account, AppSchema app) {
        TakenNames names = new TakenNames(tx, account, wanted);
        wanted.forEach((key, then) -> {
            NaturalKey rule = Asking.acceptance(app, key.collection()).rules().naturalKey();
            Claim claim = rule == null ? null : Claims.of(key.collection(), rule, then.view());
            if (claim != null) {
                names.claims.put(key, claim);
            }
        });
        while (names.findMore()) {}
        return names.taken;
    }

    private boolean findMore() {
        int before = taken.size();
        Set<Claim> given = new HashSet<>();
        claims.forEach((key, claim) -> {
            if (!taken.containsKey(key)) {
                String other = holderThatStays(key, claim);
                if (other != null) {
                    taken.put(key, other);
                } else if (!given.add(claim)) {
                    taken.put(key, "another record that goes back");
                }
            }
        });
        return taken.size() > before;
    }

    private @Nullable String holderThatStays(RecordKey key, Claim claim) {
        String holder =
                holders.computeIfAbsent(
                                claim,
                                c -> NaturalKeyRow.holder(tx, account, c.collection(), c.hash()))
                        .orElse(key.id());
        RecordKey other = new RecordKey(key.collection(), holder);
        boolean moves =
                wanted.containsKey(other)
                        && !taken.containsKey(other)
                        && !claim.equals(claims.get(other));
        return other.equals(key) || moves ? null : holder;
    }
}

package dev.tidemark.server.engine;

import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.History;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.DeviceRow;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.schema.AppSchema;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// How far into an account's log retention reaches.
///
/// Nobody has to wait for what lies within: every device has passed it that has been seen within
/// the time for which tombstones are kept, or it is older than that; and it is not young.
///
/// Confined to one transaction.
final class Reach {

    private final Tx tx;
    private final String account;
    private final AppSchema app;
    private final RetentionRules rules;
    private final Instant now;
    private final Map<Duration, Long> older = new HashMap<>();
    private final Map<String, Long> settled = new TreeMap<>();

    Reach(Tx tx, String account, AppSchema app, RetentionRules rules, Instant now) {
        this.tx = tx;
        this.account = account;
        this.app = app;
        this.rules = rules;
        this.now = now;
    }

    /// How much of a collection's history is kept.
    History history(String collection) {
        return rules.history(of(collection));
    }

    /// The seq up to which nobody is waited for, in a collection.
    long settled(String collection) {
        return settled.computeIfAbsent(collection, _ -> settled(of(collection).tombstones()));
    }

    private long settled(Duration tombstones) {
        long passed =
                DeviceRow.slowest(tx, account, before(tombstones).toEpochMilli())
                        .orElse(Long.MAX_VALUE);
        return Math.min(olderThan(rules.ageMin()), Math.max(passed, olderThan(tombstones)));
    }

    /// The seq up to which a collection's changes are older than its history is kept; 0 for none.
    long aged(String collection) {
        int days = history(collection).days();
        return days == 0 ? 0 : olderThan(Duration.ofDays(days));
    }

    private long olderThan(Duration age) {
        return older.computeIfAbsent(
                age, _ -> ChangeRow.lastAcceptedBy(tx, account, before(age).toEpochMilli()));
    }

    /// The beginning of time, for an age that goes beyond it.
    private Instant before(Duration age) {
        return age.compareTo(Duration.between(Instant.EPOCH, now)) > 0
                ? Instant.EPOCH
                : now.minus(age);
    }

    private CollectionRules of(String collection) {
        Acceptance acceptance = app.acceptance(collection);
        return acceptance == null ? CollectionRules.defaults(collection) : acceptance.rules();
    }
}

package dev.tidemark.server.retention;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.app.Apps;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.audit.AuditAction;
import dev.tidemark.server.engine.Compacting;
import dev.tidemark.server.engine.Compacting.Done;
import dev.tidemark.server.engine.Due;
import dev.tidemark.server.engine.LongReads;
import dev.tidemark.server.engine.RetentionRules;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.AccountRow;
import dev.tidemark.server.store.RetentionRun;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends what retention says in all accounts every so often, and in one when somebody asks.
///
/// What goes is found by readers and taken out in short steps, each of them a transaction that also
/// tells of itself in the account's audit; so others write in between, and a crash leaves nothing
/// half done. Thread-safe.
public final class Retention implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    /// A server that is started every day still comes to look.
    private static final long FIRST_MINUTES = 20;

    private static final int ACCOUNTS_PER_STEP = 500;

    private static final RecordKey BEGINNING = new RecordKey("", "");

    private final Lanes lanes;
    private final LongReads longReads;
    private final Apps apps;
    private final InstantSource clock;
    private final LongSupplier editions;
    private final RetentionRules rules;
    private final Duration pauseMax;
    private final ScheduledExecutorService timer;

    /// @param longReads for the finding
    /// @param editions random numbers
    /// @param hours between two looks; 0 for none but those that somebody asks for
    public Retention(
            Lanes lanes,
            LongReads longReads,
            Apps apps,
            InstantSource clock,
            LongSupplier editions,
            RetentionRules rules,
            int hours) {
        this.lanes = lanes;
        this.longReads = longReads;
        this.apps = apps;
        this.clock = clock;
        this.editions = editions;
        this.rules = rules;
        this.pauseMax = rules.ageMin().plusHours(2L * hours).plusDays(1);
        this.timer =
                Executors.newSingleThreadScheduledExecutor(task ->
                        Thread.ofPlatform().daemon().name("tidemark-retention").unstarted(task));
        if (hours > 0) {
            timer.scheduleWithFixedDelay(
                    this::runAll, FIRST_MINUTES, TimeUnit.HOURS.toMinutes(hours), TimeUnit.MINUTES);
        }
    }

    RetentionRules rules() {
        return rules;
    }

    /// What a run would end now.
    Figures preview(String account, String app) {
        return look(account, compacting(app), clock.instant(), _ -> {});
    }

    /// Ends what is due in an account; what was ended.
    ///
    /// @throws Problem 503 if too many others read for long; what was done until then is done
    Figures run(String account, String app, Actor actor) {
        Compacting compacting = compacting(app);
        Instant now = clock.instant();
        return look(
                account,
                compacting,
                now,
                dues -> {
                    List<Due> left = dues;
                    while (!left.isEmpty()) {
                        left = step(account, compacting, actor, left);
                    }
                });
    }

    private Compacting compacting(String app) {
        return new Compacting(apps.schema(app), rules);
    }

    /// Goes through an account's records, and hands over what is due of some at a time.
    private Figures look(
            String account, Compacting compacting, Instant now, Consumer<List<Due>> to) {
        Figures figures = Figures.none();
        RecordKey last = BEGINNING;
        while (last != null) {
            RecordKey after = last;
            Due.Page page = longReads.read(tx -> compacting.due(tx, account, after, now));
            to.accept(page.dues());
            for (Due due : page.dues()) {
                figures = figures.plus(due);
            }
            last = page.last();
        }
        return figures;
    }

    /// Does some of what is due; what is left.
    private List<Due> step(String account, Compacting compacting, Actor actor, List<Due> dues) {
        return lanes.writeNow(
                        account,
                        tx -> {
                            Done done = compacting.step(tx, account, dues, editions.getAsLong());
                            if (done.purged() > 0 || done.versions() > 0) {
                                String detail =
                                        "%d deleted records purged, %d old versions compacted; the horizon is %d"
                                                .formatted(
                                                        done.purged(),
                                                        done.versions(),
                                                        done.horizon());
                                Audit.append(
                                        tx,
                                        actor.did(
                                                account,
                                                AuditAction.HISTORY_COMPACT,
                                                clock.instant(),
                                                detail));
                            }
                            return done;
                        })
                .left();
    }

    /// Ends what is due in all accounts. What fails in one of them keeps no other from its turn,
    /// and nothing ends the timer: it would never come again.
    void runAll() {
        try {
            List<AccountRow> accounts = page("");
            while (!accounts.isEmpty()) {
                accounts.forEach(this::tryByItself);
                accounts = page(accounts.getLast().account());
            }
        } catch (RuntimeException e) {
            LOG.warn("Retention was not carried out: {}", e.getMessage());
        }
    }

    private void tryByItself(AccountRow row) {
        try {
            runByItself(row);
        } catch (StorageException | Problem e) {
            LOG.warn("Retention was not carried out in {}: {}", row.account(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("Retention failed in account {}", row.account(), e);
        }
    }

    private List<AccountRow> page(String after) {
        return lanes.readNow(tx -> AccountRow.page(tx, after, ACCOUNTS_PER_STEP));
    }

    private void runByItself(AccountRow row) {
        Instant now = clock.instant();
        boolean late =
                lanes.writeNow(
                        row.account(),
                        tx -> {
                            OptionalLong last = RetentionRun.last(tx, row.account());
                            RetentionRun.note(tx, row.account(), now.toEpochMilli());
                            return isLate(last, now);
                        });
        if (late) {
            LOG.warn(
                    "Nothing is ended in account {} this time: the last look was long ago, so the"
                            + " clock may be wrong, or devices may not have had the time to come back",
                    row.account());
            return;
        }
        Figures done = run(row.account(), row.app(), Actor.SERVER);
        if (!done.isNothing()) {
            LOG.info(
                    "Account {}: {} deleted records purged, {} old versions compacted",
                    row.account(),
                    done.purged(),
                    done.versions());
        }
    }

    /// Whether so much time has passed since the last look that either the clock is wrong, or the
    /// server did not run. Both are found out within the time until the next one.
    private boolean isLate(OptionalLong last, Instant now) {
        return last.isPresent()
                && now.minus(pauseMax).isAfter(Instant.ofEpochMilli(last.getAsLong()));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

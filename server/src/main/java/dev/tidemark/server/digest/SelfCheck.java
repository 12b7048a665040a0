package dev.tidemark.server.digest;

import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.audit.AuditCheck;
import dev.tidemark.server.store.AccountRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.StorageException;
import dev.tidemark.wire.audit.AuditReport;
import dev.tidemark.wire.digest.CheckReport;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks every so often whether the records and the audits of all accounts are what was written,
/// and says so in the log and in figures. What exactly is wrong, whoever then asks is told.
///
/// Thread-safe.
public final class SelfCheck implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SelfCheck.class);

    /// A server that is started every day still comes to look.
    private static final long FIRST_MINUTES = 10;

    private static final int ACCOUNTS_PER_STEP = 500;

    private final Lanes lanes;
    private final ScheduledExecutorService timer;
    private volatile Result last = new Result(0, 0);

    /// What the last check has found.
    ///
    /// @param records live ones that were looked at
    /// @param faults in records and audits
    public record Result(long records, long faults) {}

    /// @param hours between two checks; 0 for none
    public SelfCheck(Lanes lanes, int hours) {
        this.lanes = lanes;
        this.timer =
                Executors.newSingleThreadScheduledExecutor(task ->
                        Thread.ofPlatform().daemon().name("tidemark-check").unstarted(task));
        if (hours > 0) {
            timer.scheduleWithFixedDelay(
                    this::run, FIRST_MINUTES, TimeUnit.HOURS.toMinutes(hours), TimeUnit.MINUTES);
        }
    }

    /// What the last check has found; nothing before the first.
    public Result last() {
        return last;
    }

    /// Looks at everything now.
    void run() {
        try {
            Result found = audit(Audit.SERVER);
            List<AccountRow> accounts = page("");
            while (!accounts.isEmpty()) {
                for (AccountRow row : accounts) {
                    found = sum(found, sum(records(row.account()), audit(row.account())));
                }
                accounts = page(accounts.getLast().account());
            }
            last = found;
        } catch (StorageException e) {
            LOG.warn("The records were not checked: {}", e.getMessage());
        }
    }

    private List<AccountRow> page(String after) {
        return lanes.readNow(tx -> AccountRow.page(tx, after, ACCOUNTS_PER_STEP));
    }

    private Result records(String account) {
        CheckReport report = RecordCheck.of(lanes, account);
        if (!report.whole() && isThere(account)) {
            LOG.error(
                    "{} faults in the records of account {}; 'tidemark verify server' names them",
                    report.faults().size(),
                    account);
            return new Result(report.records(), report.faults().size());
        }
        return new Result(report.records(), 0);
    }

    private Result audit(String account) {
        AuditReport report = AuditCheck.of(lanes, account);
        if (!report.whole() && (account.equals(Audit.SERVER) || isThere(account))) {
            LOG.error(
                    "{} faults in the audit of {}; 'tidemark audit verify' names them",
                    report.faults().size(),
                    account);
            return new Result(0, report.faults().size());
        }
        return new Result(0, 0);
    }

    /// Of one that is being erased, not everything is there at all times.
    private boolean isThere(String account) {
        return lanes.readNow(tx -> AccountRow.find(tx, account).isPresent());
    }

    private static Result sum(Result a, Result b) {
        return new Result(a.records + b.records, a.faults + b.faults);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

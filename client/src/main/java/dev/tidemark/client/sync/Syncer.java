package dev.tidemark.client.sync;

import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.fault.SyncException.Kind;
import dev.tidemark.client.local.LocalFile;
import dev.tidemark.client.queue.QueueTable;
import dev.tidemark.client.sync.Round.Aim;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.client.transport.Request;
import dev.tidemark.client.transport.Transport;
import dev.tidemark.client.transport.TransportException;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.FileLease;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives rounds with the real transport, one at a time: of all threads of all processes that have
 * the database open, one syncs. Thread-safe.
 */
public final class Syncer {

    private static final Logger LOG = LoggerFactory.getLogger(Syncer.class);

    private final LocalFile file;
    private final Transport transport;
    private final SyncLimits limits;
    private final RandomGenerator random;
    private final Consumer<Set<RecordKey>> changed;
    private final ReentrantLock turn = new ReentrantLock();

    /**
     * @param changed told of the records that changed, after each commit, outside of all locks but
     *     the one that keeps rounds apart
     */
    public Syncer(
            LocalFile file,
            Transport transport,
            SyncLimits limits,
            RandomGenerator random,
            Consumer<Set<RecordKey>> changed) {
        this.file = file;
        this.transport = transport;
        this.limits = limits;
        this.random = random;
        this.changed = changed;
    }

    /** Whether a round is going on in this process. */
    public boolean isSyncing() {
        return turn.isLocked();
    }

    /**
     * Enables sync, or changes where and as whom; asks nobody yet. A token of a device that was
     * enrolled elsewhere makes this database that device.
     */
    public void enable(String server, Credential credential) {
        inTurn(() -> {
            String deviceId = credential.deviceId();
            file.change(tx -> {
                ProgressTable progress = new ProgressTable(tx);
                if (deviceId != null && !deviceId.equals(file.device(tx).id())) {
                    file.takeDeviceId(tx, deviceId);
                    progress.noLongerForked();
                }
                Trouble trouble = progress.read().trouble();
                boolean wasGood = trouble == null || trouble.kind() != Trouble.Kind.AUTH_REQUIRED;
                new EnrolmentTable(tx).save(server, credential, wasGood);
                progress.forgive();
                return null;
            });
            return null;
        });
    }

    /** Disables sync. Records and queue stay as they are. */
    public void disable() {
        inTurn(() -> {
            file.change(tx -> {
                new EnrolmentTable(tx).disable();
                new ProgressTable(tx).forgive();
                return null;
            });
            return null;
        });
    }

    /**
     * Starts the next pull at the beginning, as if the cursor were too old. Records and queue stay;
     * what the server does not have any more goes once the pull is complete.
     */
    public void beginAnew() {
        inTurn(() -> {
            file.change(PullPhase::beginAnew);
            return null;
        });
    }

    /** Runs one round, or returns at once with the trouble where the server asked to wait. */
    public RoundResult run() {
        return inTurn(() -> round(null));
    }

    /** Runs one round for a person, who may know that what is held was confirmed. */
    public RoundResult runNow() {
        return inTurn(() -> {
            askAgain();
            return round(null);
        });
    }

    private void askAgain() {
        file.change(tx -> {
            new QueueTable(tx).askAgain();
            return null;
        });
    }

    /**
     * Runs one round in the state that a preview was about.
     *
     * @param token of the preview
     * @throws SyncException {@code STALE} if anything is another one; nothing was sent then
     */
    public RoundResult run(String token) {
        Expectation expectation = new Expectation(PreviewToken.parse(token));
        return inTurn(() -> {
            file.read(tx -> {
                expectation.requireHere(tx, file);
                return null;
            });
            askAgain();
            return round(expectation);
        });
    }

    /** Finds out what a round would do, and changes nothing. */
    public Rehearsed rehearse() {
        return inTurn(() -> {
            requireEnabled();
            Backoff backoff = new Backoff(limits, random);
            return new Rehearsal(file, limits, backoff, transport::send).run();
        });
    }

    /**
     * Pulls, and compares what this device holds with what the server does. Pushes nothing.
     *
     * @throws SyncException if that cannot be done now
     */
    public Verification verify() {
        return verified(Aim.VERIFY);
    }

    /**
     * The same by the sums at hand, which costs nearly nothing; only where they differ it looks at
     * all records.
     *
     * @throws SyncException if that cannot be done now
     */
    public Verification check() {
        return verified(Aim.CHECK);
    }

    private Verification verified(Aim aim) {
        return inTurn(() -> {
            requireEnabled();
            Round round = Round.comparing(file, limits, random, aim);
            Trouble trouble = drive(round).trouble();
            if (trouble != null) {
                throw new SyncException(kind(trouble), trouble.detail());
            }
            Verification found = round.verification();
            if (found == null) {
                throw new SyncException(
                        Kind.DEFERRED,
                        "others write to the server so often that the two cannot be compared at one"
                                + " moment; try again");
            }
            file.change(tx -> {
                new VerificationTable(tx).save(found);
                return null;
            });
            if (!found.same()) {
                LOG.warn(
                        "{} and the server hold different records; {} are named by a verification",
                        file.file(),
                        found.differences().size());
            }
            return found;
        });
    }

    private static Kind kind(Trouble trouble) {
        return switch (trouble.kind()) {
            case OFFLINE -> Kind.OFFLINE;
            case DEFERRED, STOPPED -> Kind.DEFERRED;
            case AUTH_REQUIRED -> Kind.AUTH_REQUIRED;
            case OTHER_ACCOUNT -> Kind.OTHER_ACCOUNT;
        };
    }

    private RoundResult round(@Nullable Expectation expectation) {
        requireEnabled();
        Progress progress = file.read(tx -> new ProgressTable(tx).read());
        Instant notBefore = progress.notBefore();
        Trouble trouble = progress.trouble();
        if (trouble != null && notBefore != null && file.now().isBefore(notBefore)) {
            return new Tally().result(trouble);
        }
        return drive(new Round(file, limits, random, expectation));
    }

    private void requireEnabled() {
        if (file.read(tx -> new EnrolmentTable(tx).find()).isEmpty()) {
            throw new SyncException(Kind.NOT_ENABLED, "sync is not enabled for " + file.file());
        }
    }

    private RoundResult drive(Round round) {
        try (Sending sending = new Sending(transport)) {
            while (true) {
                Step step = round.next();
                tell(round);
                if (step instanceof Step.Begin begin) {
                    sending.begin(begin.request());
                } else if (step instanceof Step.Send send) {
                    send(round, sending, send.request());
                    tell(round);
                } else if (step instanceof Step.Finished finished) {
                    return ended(finished.result());
                }
            }
        }
    }

    private static void send(Round round, Sending sending, Request request) {
        try {
            round.answered(sending.send(request));
        } catch (TransportException e) {
            round.failed(e);
        }
    }

    private RoundResult ended(RoundResult result) {
        result.notices().forEach(LOG::warn);
        log(result.trouble());
        return result;
    }

    private void tell(Round round) {
        Set<RecordKey> keys = round.takeChanged();
        if (!keys.isEmpty()) {
            changed.accept(keys);
        }
    }

    private void log(@Nullable Trouble trouble) {
        if (trouble != null) {
            LOG.info(
                    "Sync of {} waits: {} {} (trace {})",
                    file.file(),
                    trouble.code(),
                    trouble.detail(),
                    trouble.traceId());
        }
    }

    private <T extends @Nullable Object> T inTurn(Supplier<T> task) {
        turn.lock();
        try {
            FileLease lease = lease();
            try {
                return task.get();
            } finally {
                lease.close();
            }
        } finally {
            turn.unlock();
        }
    }

    private FileLease lease() {
        Path path = file.file().resolveSibling(file.file().getFileName() + "-sync");
        Optional<FileLease> lease = FileLease.tryAcquire(path, "tidemark sync");
        return lease.orElseThrow(() ->
                new SyncException(
                        Kind.BUSY,
                        "another process syncs %s at the moment; let it finish"
                                .formatted(file.file())));
    }
}

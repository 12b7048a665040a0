package dev.tidemark.client.sync;

import dev.tidemark.client.local.LocalFile;
import dev.tidemark.client.transport.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the phases of a round share. */
final class RoundContext {

    /** Once because of what was staged, once because of all; more would be the server's mistake. */
    private static final int STEPS_BACK_MAX = 2;

    final LocalFile file;
    final SyncLimits limits;
    final Backoff backoff;
    final @Nullable Expectation expectation;
    final Tally tally = new Tally();
    private int stepsBack;

    /**
     * @param expectation of the state that the round is to find; null for any
     */
    RoundContext(
            LocalFile file, SyncLimits limits, Backoff backoff, @Nullable Expectation expectation) {
        this.file = file;
        this.limits = limits;
        this.backoff = backoff;
        this.expectation = expectation;
    }

    Instant now() {
        return file.now();
    }

    /**
     * The server does not have the place of this device's cursor.
     *
     * @return whether this round can go on; twice is enough
     */
    boolean wentBack() {
        if (stepsBack == STEPS_BACK_MAX) {
            return false;
        }
        stepsBack++;
        file.change(tx -> HealPhase.begin(tx, this));
        return true;
    }

    /** Whether records are to be offered to the server. */
    boolean isOffering() {
        return file.read(tx -> new WentBackTable(tx).offeredUpTo()).isPresent();
    }

    Progress progress() {
        return file.read(tx -> new ProgressTable(tx).read());
    }

    Enrolment enrolment() {
        return file.read(tx -> new EnrolmentTable(tx).find()).orElseThrow();
    }

    Request get(String path) {
        Enrolment enrolment = enrolment();
        return Request.get(enrolment.server(), path, enrolment.speaking());
    }

    Request post(String path, byte[] body) {
        Enrolment enrolment = enrolment();
        return Request.post(enrolment.server(), path, enrolment.speaking(), body);
    }

    /** Most records to ask for at once. */
    int pageLimit(Progress progress) {
        return progress.pageLimit() > 0 ? progress.pageLimit() : limits.pageRecordsMax();
    }

    /** A query parameter; empty where it has no value. */
    static String parameter(String name, @Nullable String value) {
        return value == null
                ? ""
                : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}

package dev.tidemark.client.sync;

import dev.tidemark.client.local.LocalFile;
import dev.tidemark.client.transport.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the phases of a round share. */
final class RoundContext {

    final LocalFile file;
    final SyncLimits limits;
    final Backoff backoff;
    final @Nullable Expectation expectation;
    final Tally tally = new Tally();

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

package dev.tidemark.server.audit;

import dev.tidemark.server.access.Principal;
import dev.tidemark.server.http.Visited;
import dev.tidemark.server.store.AccountRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.StorageException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the audit of what was refused: so many events a minute and credential, and then one that
/// says how many more there were, so that a flood of bad requests does not fill the disk.
///
/// What is not yet told of the rest is in memory, until the next refusal after that minute, until
/// somebody reads the account's audit, or until the server stops; a crash loses that number, and no
/// more. Thread-safe.
public final class RefusedRequests implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedRequests.class);

    private static final int SECONDS = 60;

    private final Lanes lanes;
    private final InstantSource clock;
    private final int perMinuteMax;
    private final Map<Who, Window> windows = new HashMap<>();
    private long minute;

    /// @param perMinuteMax events of one credential
    public RefusedRequests(Lanes lanes, InstantSource clock, int perMinuteMax) {
        this.lanes = lanes;
        this.clock = clock;
        this.perMinuteMax = perMinuteMax;
    }

    private record Who(String account, String principal) {}

    /// What one credential was refused in this minute.
    private static final class Window {
        private int told;
        private long leftOut;
        private String traceId = "";
    }

    /// Tells of a request that is refused, if it is known for whom and it is the caller's fault.
    public void refused(Visited visited) {
        Principal principal = visited.principal();
        if (principal != null && visited.code() != null && visited.status() / 100 == 4) {
            String detail =
                    "%s was answered with %d %s"
                            .formatted(visited.action(), visited.status(), visited.code());
            refused(event(Actor.of(principal, visited.traceId()), principal.accountId(), detail));
        }
    }

    private AuditEvent event(Actor actor, String account, String detail) {
        return new AuditEvent(
                account,
                AuditAction.REQUEST_REFUSED,
                AuditStatus.REFUSED,
                actor.device(),
                actor.principal(),
                clock.instant(),
                detail,
                actor.traceId());
    }

    /// Tells of something that was refused and has left no other trace.
    public void refused(AuditEvent event) {
        write(admitted(event));
    }

    private synchronized List<AuditEvent> admitted(AuditEvent event) {
        List<AuditEvent> told = new ArrayList<>();
        long now = event.at().getEpochSecond() / SECONDS;
        if (now != minute) {
            told.addAll(leftOut(_ -> true));
            windows.clear();
            minute = now;
        }
        Window window =
                windows.computeIfAbsent(
                        new Who(event.account(), event.principal()), _ -> new Window());
        if (window.told < perMinuteMax) {
            window.told++;
            told.add(event);
        } else {
            window.leftOut++;
            window.traceId = event.traceId();
        }
        return told;
    }

    /// Tells how many were left out of an account's audit so far.
    public void tellLeftOut(String account) {
        write(leftOut(account::equals));
    }

    private synchronized List<AuditEvent> leftOut(Predicate<String> accounts) {
        List<AuditEvent> events = new ArrayList<>();
        windows.forEach((who, window) -> {
            if (window.leftOut > 0 && accounts.test(who.account())) {
                String detail =
                        "%d more refused requests were left out, the last of them under this trace; the minute began at %s"
                                .formatted(window.leftOut, Instant.ofEpochSecond(minute * SECONDS));
                Actor actor = new Actor(who.principal(), null, window.traceId);
                events.add(event(actor, who.account(), detail));
                window.leftOut = 0;
            }
        });
        return events;
    }

    private void write(List<AuditEvent> events) {
        Map<String, List<AuditEvent>> byAccount = new LinkedHashMap<>();
        events.forEach(event ->
                byAccount.computeIfAbsent(event.account(), _ -> new ArrayList<>()).add(event));
        byAccount.forEach(this::write);
    }

    private void write(String account, List<AuditEvent> events) {
        try {
            lanes.writeNow(
                    account,
                    tx -> {
                        if (AccountRow.find(tx, account).isPresent()) { // Not erased meanwhile.
                            events.forEach(event -> Audit.append(tx, event));
                        }
                        return true;
                    });
        } catch (StorageException e) {
            LOG.warn("The audit lacks {} refused requests: {}", events.size(), e.getMessage());
        }
    }

    /// Tells what is left to tell.
    @Override
    public void close() {
        write(leftOut(_ -> true));
    }
}

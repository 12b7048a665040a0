package dev.tidemark.server.heal;

import dev.tidemark.server.access.Principal;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.audit.AuditAction;
import dev.tidemark.server.http.Visited;
import dev.tidemark.server.store.Beginning;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.StorageException;
import dev.tidemark.wire.problem.ProblemCode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the audit that the server went back in time, once for each account after each start: when
/// the first caller comes that knows more. Thread-safe.
public final class Discovery {

    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    private final Lanes lanes;
    private final InstantSource clock;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    public Discovery(Lanes lanes, InstantSource clock) {
        this.lanes = lanes;
        this.clock = clock;
    }

    /// Looks at a request that is refused.
    public void refused(Visited visited) {
        Principal principal = visited.principal();
        if (principal != null
                && ProblemCode.CURSOR_AHEAD.name().equals(visited.code())
                && told.add(principal.accountId())) {
            tell(principal, visited.traceId());
        }
    }

    private void tell(Principal principal, String traceId) {
        Instant now = clock.instant();
        String account = principal.accountId();
        LOG.warn("Account {} has devices that know more than this server does", account);
        try {
            lanes.writeNow(
                    account,
                    tx -> {
                        if (Beginning.found(tx, account, now.toEpochMilli())) {
                            Audit.append(
                                    tx,
                                    Actor.of(principal, traceId)
                                            .did(
                                                    account,
                                                    AuditAction.SERVER_WENT_BACK,
                                                    now,
                                                    "a cursor proves that the server has lost changes, as"
                                                            + " old files were put back; devices offer theirs"));
                        }
                        return true;
                    });
        } catch (StorageException e) {
            told.remove(account);
            LOG.warn("The audit lacks that the server went back: {}", e.getMessage());
        }
    }
}

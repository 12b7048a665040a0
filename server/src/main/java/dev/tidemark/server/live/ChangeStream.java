package dev.tidemark.server.live;

import dev.tidemark.server.access.Principal;
import dev.tidemark.server.engine.Pull;
import dev.tidemark.server.http.EventSource;
import dev.tidemark.server.http.Events;
import dev.tidemark.server.live.Wakeups.Waiter;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.sql.StorageException;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.Page;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Streams an account's changes: first what there is since a cursor, then what happens.
///
/// Each event is a page as a pull would answer it, with its cursor as the id, so a stream that was
/// cut goes on where it was. Thread-safe.
public final class ChangeStream {

    /// How long a stream waits before it looks without having been woken: should a wake-up ever be
    /// lost, this is how late a change comes.
    private static final Duration LOOK_ANYWAY = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(ChangeStream.class);

    private final Pull pull;
    private final Wakeups wakeups;

    public ChangeStream(Pull pull, Wakeups wakeups) {
        this.pull = pull;
        this.wakeups = wakeups;
    }

    /// What a principal may see, from a cursor on.
    ///
    /// @param since a cursor; null to begin at the beginning
    /// @throws Problem as [Pull#page] does, and 429 if the account has too many streams
    public EventSource from(Principal principal, @Nullable String since) {
        wakeups.requireRoom(principal.accountId());
        Page backlog = page(principal, since);
        return events -> run(principal, backlog, events);
    }

    private void run(Principal principal, Page backlog, Events events) throws InterruptedException {
        try (Waiter waiter = wakeups.waitFor(principal.accountId())) {
            events.onEnd(waiter::wake);
            send(backlog, events);
            String cursor = backlog.newSince();
            while (events.open()) {
                Optional<Page> found = next(principal, cursor);
                if (found.isEmpty()) {
                    return;
                }
                Page page = found.get();
                send(page, events);
                cursor = page.newSince();
                if (!page.hasMore()) {
                    waiter.await(LOOK_ANYWAY);
                }
            }
        }
    }

    /// The page behind a cursor; empty where there is none any more: the account was deleted, the
    /// server went back, or it stops. A client that comes back is told which.
    private Optional<Page> next(Principal principal, String cursor) {
        try {
            return Optional.of(page(principal, cursor));
        } catch (Problem | StorageException e) {
            LOG.debug("A stream ends: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static void send(Page page, Events events) {
        if (!page.changes().isEmpty()) {
            events.send("changes", page.newSince(), page.bytes());
        }
    }

    private Page page(Principal principal, @Nullable String since) {
        return pull.page(principal.accountId(), since, Batch.LIMIT_DEFAULT, principal::mayRead);
    }
}

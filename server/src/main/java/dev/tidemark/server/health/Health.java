package dev.tidemark.server.health;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Permission;
import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.store.AccountRow;
import dev.tidemark.server.store.Secrets;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.StorageException;
import dev.tidemark.sql.Tx;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Whether the server can do its work: `GET /health`.
///
/// Usually a read must succeed. Once a request has met a failing disk a write must succeed too, so
/// that the server counts as down for as long as nothing can be stored. Thread-safe.
public final class Health {

    private static final long PATIENCE_MILLIS = 2_000;
    private static final String PROBE = "health";

    private final Lanes lanes;
    private final String version;
    private volatile boolean suspect;
    private volatile boolean stopping;

    /// @param version of the program
    public Health(Lanes lanes, String version) {
        this.lanes = lanes;
        this.version = version;
    }

    /// The route, for the table of all.
    public Route route() {
        return new Route(
                "GET",
                "/health",
                Permission.NONE,
                Operation.of("Tell whether the server can do its work")
                        .answers(200, "Health")
                        .answers(503, "Health"),
                this::answer);
    }

    /// Is told when the storage, or the disk under it, does not work.
    public void storageFailed(StorageException failure) {
        suspect = true;
    }

    /// From here on the server is down, so that nobody sends it more requests.
    public void stopping() {
        stopping = true;
    }

    private Answer answer(Exchange exchange) {
        boolean storage = storageWorks();
        boolean up = storage && !stopping;
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("status", Value.of(up ? "UP" : "DOWN"));
        members.put("storage", Value.of(storage ? "UP" : "DOWN"));
        members.put("version", Value.of(version));
        Answer answer = Answer.json(up ? 200 : 503, new Value.Obj(members));
        return up ? answer : answer.with("Retry-After", "5");
    }

    private boolean storageWorks() {
        CompletableFuture<Long> probe =
                suspect ? lanes.write(Audit.SERVER, Health::probe) : lanes.read(AccountRow::count);
        try {
            probe.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            suspect = false;
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static long probe(Tx tx) {
        Secrets.put(tx, PROBE, new byte[] {1});
        return AccountRow.count(tx);
    }
}

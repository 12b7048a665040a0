package dev.tidemark.server.digest;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.access.Permission;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.sql.Lanes;
import java.util.List;

/// The routes with which a device finds out what it and the server hold differently.
public final class DigestRoutes {

    private final Digests digests;
    private final Lanes lanes;

    public DigestRoutes(Digests digests, Lanes lanes) {
        this.digests = digests;
        this.lanes = lanes;
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "GET",
                        "/v1/sync/digest",
                        Permission.READ,
                        Operation.of(
                                        "Count and hash the live records of each collection, or page"
                                                + " through the ids and hashes of one")
                                .query("collection", "whose ids and content hashes to list")
                                .query("limit", "the page's size, with a collection")
                                .query("cursor", "of the page before, with a collection")
                                .query("sums", "true for counts and sums only, which cost nothing")
                                .answers(200, "Digest")
                                .refuses(404, 422),
                        this::digest),
                new Route(
                        "GET",
                        "/v1/sync/digest/verify",
                        Permission.OWN,
                        Operation.of("Look whether the server's records are what it noted of them")
                                .answers(200, "CheckReport"),
                        this::verify),
                new Route(
                        "GET",
                        "/v1/sync/records/{entity}/{id}",
                        Permission.READ,
                        Operation.of("Read one record as it is now")
                                .answers(200, "RecordEntry")
                                .refuses(404),
                        this::record));
    }

    private Answer digest(Exchange exchange) {
        Principal caller = exchange.principal();
        String collection = exchange.query("collection").orElse(null);
        if (collection == null) {
            boolean sums = exchange.query("sums").filter("true"::equals).isPresent();
            return Answer.ok((sums ? digests.sums(caller) : digests.digests(caller)).bytes());
        }
        if (!caller.mayRead(collection)) {
            throw Problem.notFound("collection");
        }
        String after = exchange.query("cursor").orElse("");
        int limit = exchange.limit();
        return Answer.ok(digests.page(caller.accountId(), collection, after, limit).bytes());
    }

    private Answer verify(Exchange exchange) {
        return Answer.ok(RecordCheck.of(lanes, exchange.principal().accountId()).bytes());
    }

    private Answer record(Exchange exchange) {
        Principal caller = exchange.principal();
        RecordKey key =
                new RecordKey(exchange.pathParameter("entity"), exchange.pathParameter("id"));
        return lanes.readNow(tx -> RecordRow.find(tx, caller.accountId(), key))
                .filter(_ -> caller.mayRead(key.collection()))
                .map(row -> Answer.ok(row.body()))
                .orElseThrow(() -> Problem.notFound("record"));
    }
}

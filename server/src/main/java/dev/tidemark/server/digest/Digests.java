package dev.tidemark.server.digest;

import dev.tidemark.core.value.Checksum;
import dev.tidemark.core.value.Digest;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.engine.Pull;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.ChecksumRow;
import dev.tidemark.server.store.ContentRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.digest.DigestAnswer;
import dev.tidemark.wire.digest.DigestAnswer.OfCollection;
import dev.tidemark.wire.digest.DigestPage;
import dev.tidemark.wire.digest.DigestPage.Pair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Tells what an account holds: counts, sums and digests of collections, and the pairs behind them.
///
/// Sums are at hand. A digest has to look at every record of its collection; it is remembered, and
/// made anew only once the collection has another sum. One is made at a time, so that whoever asks
/// for many leaves the readers to others. Thread-safe.
public final class Digests {

    private static final int REMEMBERED_MAX = 10_000;
    private static final int PATIENCE_SECONDS = 10;

    private final Lanes lanes;
    private final Pull pull;
    private final Map<Of, Made> remembered = new RecentMap<>(REMEMBERED_MAX);
    private final ReentrantLock making = new ReentrantLock();

    /// @param pull knows the cursor of the end
    public Digests(Lanes lanes, Pull pull) {
        this.lanes = lanes;
        this.pull = pull;
    }

    private record Of(String account, String collection) {}

    private record Made(Checksum checksum, String digest) {}

    /// Only counts and sums, of what the caller may read.
    DigestAnswer sums(Principal caller) {
        return lanes.readNow(tx -> answer(tx, caller, false));
    }

    /// Counts, sums and digests, all of one moment.
    ///
    /// @throws Problem 503 if others ask for so many that it would take too long
    DigestAnswer digests(Principal caller) {
        await();
        try {
            return lanes.readNow(tx -> answer(tx, caller, true));
        } finally {
            making.unlock();
        }
    }

    private void await() {
        try {
            if (!making.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw Problem.busy(
                        "The server makes as many digests as it can; ask again.",
                        Duration.ofSeconds(PATIENCE_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("The server is stopping.");
        }
    }

    private DigestAnswer answer(Tx tx, Principal caller, boolean digests) {
        String account = caller.accountId();
        TreeMap<String, OfCollection> collections = new TreeMap<>();
        ChecksumRow.all(tx, account)
                .forEach((name, sum) -> {
                    if (sum.count() != 0 && caller.mayRead(name)) {
                        String digest = digests ? digest(tx, new Of(account, name), sum) : null;
                        collections.put(name, new OfCollection(sum, digest));
                    }
                });
        return new DigestAnswer(pull.end(tx, account), collections);
    }

    private String digest(Tx tx, Of of, Checksum sum) {
        Made known = remembered.get(of);
        if (known != null && known.checksum.equals(sum)) {
            return known.digest;
        }
        Digest digest = new Digest();
        try (ContentRow.Scan scan = ContentRow.scan(tx, of.account, of.collection)) {
            for (ContentRow row = scan.next(); row != null; row = scan.next()) {
                digest.add(row.id(), row.contentHash());
            }
        }
        String made = digest.hash();
        remembered.put(of, new Made(sum, made));
        return made;
    }

    /// The pairs behind a digest.
    ///
    /// @param after the id that the page before ended with; empty for the first page
    /// @param limit most pairs, from 1
    DigestPage page(String account, String collection, String after, int limit) {
        List<ContentRow> rows =
                lanes.readNow(tx -> ContentRow.after(tx, account, collection, after, limit + 1L));
        List<Pair> pairs =
                rows.stream()
                        .limit(limit)
                        .map(row -> new Pair(row.id(), row.contentHash()))
                        .toList();
        return new DigestPage(pairs, rows.size() > limit ? pairs.getLast().id() : null);
    }
}

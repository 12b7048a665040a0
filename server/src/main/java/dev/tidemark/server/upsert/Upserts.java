package dev.tidemark.server.upsert;

import dev.tidemark.server.engine.Asking;
import dev.tidemark.server.engine.Scribe;
import dev.tidemark.server.engine.Scribing;
import dev.tidemark.server.engine.Scribing.Reply;
import dev.tidemark.server.engine.Scribing.Request;
import dev.tidemark.server.engine.Transcript;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.AnsweredRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.problem.ProblemCode;
import dev.tidemark.wire.upsert.UpsertBatch;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Answers batches of upserts: each one once, in one transaction with its answer, which is given
/// again to whoever sends the batch again. Thread-safe.
public final class Upserts {

    /// Names the writer of what devices send by this contract, and their answers.
    static final String CONTRACT = "upserts";

    private final Lanes lanes;
    private final Scribing scribing;
    private final int pageMax;
    private final Set<Sync> running = ConcurrentHashMap.newKeySet();

    private record Sync(String account, String syncId) {}

    /// @param pageMax most records that come down at once
    public Upserts(Lanes lanes, Scribing scribing, int pageMax) {
        this.lanes = lanes;
        this.scribing = scribing;
        this.pageMax = pageMax;
    }

    /// Answers a batch.
    ///
    /// @param digest of all that is asked
    /// @throws Problem 400 `CURSOR_INVALID`, 409 `CURSOR_AHEAD` or `IDEMPOTENCY_KEY_IN_USE`, 410
    ///   `CURSOR_EXPIRED`, 413 `RECORD_TOO_LARGE`, 422 `IDEMPOTENCY_KEY_REUSED`; such a batch is
    ///   not remembered
    byte[] answer(Asking asking, UpsertBatch batch, byte[] digest) {
        Sync sync = new Sync(asking.account(), batch.syncId());
        if (!running.add(sync)) {
            throw Problem.of(
                    ProblemCode.IDEMPOTENCY_KEY_IN_USE,
                    "This sync is being answered just now; send it again a little later.");
        }
        try {
            Optional<byte[]> earlier = lanes.readNow(tx -> earlier(tx, sync, digest));
            return earlier.isPresent() ? earlier.get() : answerNow(asking, batch, sync, digest);
        } finally {
            running.remove(sync);
        }
    }

    /// Another process may have answered it in between.
    private byte[] answerNow(Asking asking, UpsertBatch batch, Sync sync, byte[] digest) {
        return scribing.write(
                new Request(asking, CONTRACT, false),
                scribe -> {
                    Optional<byte[]> earlier = earlier(scribe.tx(), sync, digest);
                    if (earlier.isPresent()) {
                        return transcript -> earlier.get();
                    }
                    Reply<byte[]> reply = decide(scribe, batch);
                    return transcript -> kept(transcript, reply, sync, digest, asking);
                });
    }

    private static byte[] kept(
            Transcript transcript, Reply<byte[]> reply, Sync sync, byte[] digest, Asking asking) {
        byte[] answer = reply.answer(transcript);
        long seq = transcript.head().seq();
        long now = asking.received().toEpochMilli();
        new AnsweredRow(CONTRACT, sync.syncId, digest, answer, seq, now)
                .keep(transcript.tx(), sync.account);
        return answer;
    }

    private static Optional<byte[]> earlier(Tx tx, Sync sync, byte[] digest) {
        Optional<AnsweredRow> row = AnsweredRow.find(tx, sync.account, CONTRACT, sync.syncId);
        if (row.isPresent() && !row.get().answers(digest)) {
            throw Problem.of(
                    ProblemCode.IDEMPOTENCY_KEY_REUSED,
                    "Another batch was answered under this syncId; take a new one for a new batch.");
        }
        return row.map(AnsweredRow::answer);
    }

    /// Answers what [#answer] would, and changes nothing. Whether the batch was answered before
    /// does not matter.
    ///
    /// @throws Problem as [#answer] does
    byte[] preview(Asking asking, UpsertBatch batch) {
        return scribing.preview(
                new Request(asking, CONTRACT, false), scribe -> decide(scribe, batch));
    }

    private Reply<byte[]> decide(Scribe scribe, UpsertBatch batch) {
        Decided decided = Deciding.on(scribe, batch);
        DeviceNews device = DeviceNews.of(scribe, batch.device());
        return transcript ->
                new Answering(transcript, scribe.asking(), batch, decided, device).bytes(pageMax);
    }
}

package dev.tidemark.server.upsert;

import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.command.Askings;
import dev.tidemark.server.cursor.Cursors;
import dev.tidemark.server.device.Devices;
import dev.tidemark.server.engine.Asking;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.Fingerprint;
import dev.tidemark.wire.problem.ProblemCode;
import dev.tidemark.wire.upsert.UpsertBatch;
import java.nio.charset.StandardCharsets;

/// Requests of contract 2: read, handed on, answered.
public final class UpsertRequests {

    /// The header that names a sync, so that its repetitions are known.
    public static final String KEY = "Idempotency-Key";

    private final Askings askings;
    private final Upserts upserts;
    private final Cursors cursors;
    private final Devices devices;

    public UpsertRequests(Askings askings, Upserts upserts, Cursors cursors, Devices devices) {
        this.askings = askings;
        this.upserts = upserts;
        this.cursors = cursors;
        this.devices = devices;
    }

    /// Whether a request speaks this contract.
    public static boolean isMeant(Exchange exchange) {
        return UpsertBatch.isBatch(exchange.json());
    }

    /// Takes a batch.
    public Answer push(Exchange exchange) {
        UpsertBatch batch = batch(exchange);
        String key =
                exchange.header(KEY)
                        .orElseThrow(() ->
                                Problem.unreadable(
                                        "The header Idempotency-Key is missing; send the syncId in it."));
        if (!key.equals(batch.syncId())) {
            throw Problem.invalid("/syncId", "must be what the header Idempotency-Key says");
        }
        Asking asking = askings.of(exchange, batch.device().deviceId());
        byte[] answer = upserts.answer(asking, batch, digest(exchange.json()));
        if (batch.cursor() != null) {
            String account = asking.account();
            long seq = cursors.position(account, batch.cursor()).seq();
            devices.seen(account, asking.device(), seq);
        }
        return Answer.ok(answer);
    }

    /// Answers what a batch would come to, and changes nothing.
    public Answer preview(Exchange exchange) {
        UpsertBatch batch = batch(exchange);
        Asking asking = askings.of(exchange, batch.device().deviceId());
        return Answer.ok(upserts.preview(asking, batch));
    }

    private UpsertBatch batch(Exchange exchange) {
        Value body = exchange.json();
        int most = exchange.limits().batchMutationsMax();
        if (UpsertBatch.count(body) > most) {
            throw Problem.of(
                    ProblemCode.BATCH_TOO_LARGE,
                    "The batch has %d records, and at most %d are taken at once; nothing was applied."
                            .formatted(UpsertBatch.count(body), most));
        }
        return UpsertBatch.read(body, askings.app(exchange).rules());
    }

    /// Of what is asked, however it is laid out.
    private static byte[] digest(Value body) {
        return Fingerprint.digest(Canonical.text(body).getBytes(StandardCharsets.UTF_8));
    }
}

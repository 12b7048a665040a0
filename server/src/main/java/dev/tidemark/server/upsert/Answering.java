package dev.tidemark.server.upsert;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.engine.Asking;
import dev.tidemark.server.engine.Transcript;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.upsert.Downstream;
import dev.tidemark.wire.upsert.UpsertAnswer;
import dev.tidemark.wire.upsert.UpsertBatch;
import dev.tidemark.wire.upsert.UpsertConflict;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Puts the answer to a batch together, when all of the batch is written. Confined to one
/// transaction.
final class Answering {

    private final Transcript transcript;
    private final Asking asking;
    private final UpsertBatch batch;
    private final Decided decided;
    private final DeviceNews device;

    Answering(
            Transcript transcript,
            Asking asking,
            UpsertBatch batch,
            Decided decided,
            DeviceNews device) {
        this.transcript = transcript;
        this.asking = asking;
        this.batch = batch;
        this.decided = decided;
        this.device = device;
    }

    /// The answer; what the batch says of its device is kept with it.
    byte[] bytes(int pageMax) {
        device.keep(transcript.tx(), asking.account());
        Page page = transcript.page(decided.since(), pageMax);
        return new UpsertAnswer(
                        batch.syncId(),
                        asking.received(),
                        page.newSince(),
                        counts(),
                        conflicts(),
                        downstream(page.changes()),
                        page.hasMore())
                .bytes();
    }

    private TreeMap<String, Integer> counts() {
        TreeMap<String, Integer> counts = new TreeMap<>(decided.counts());
        for (CollectionRules rules : schema().collections().values()) {
            if (rules.upserts().counted()) {
                counts.putIfAbsent(rules.name(), 0);
            }
        }
        batch.upserts().forEach(upsert -> counts.putIfAbsent(upsert.collection(), 0));
        return counts;
    }

    private List<UpsertConflict> conflicts() {
        List<UpsertConflict> conflicts = new ArrayList<>();
        Complaint complaint = new Complaint(transcript, asking);
        decided.refused().forEach(refused -> conflicts.add(complaint.about(refused)));
        device.conflict().ifPresent(conflicts::add);
        return conflicts;
    }

    /// What the device has sent itself, and is shown as it was sent, need not come back to it.
    private Value.Obj downstream(List<EncodedEntry> changes) {
        Downstream downstream = new Downstream(schema());
        for (EncodedEntry entry : changes) {
            RecordKey key = entry.key();
            Value.Obj sent = decided.accepted().get(key);
            boolean known = sent != null && !entry.deleted() && sent.sameAs(entry.fields());
            downstream.add(entry, known);
        }
        return downstream.value();
    }

    private SyncSchema schema() {
        return asking.app().rules();
    }
}

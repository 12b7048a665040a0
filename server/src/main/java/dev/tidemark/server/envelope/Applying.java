package dev.tidemark.server.envelope;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.engine.RecordNow;
import dev.tidemark.server.engine.Scribed;
import dev.tidemark.server.engine.Transcript;
import dev.tidemark.server.store.ArchiveRow;
import dev.tidemark.wire.envelope.ApplyRequest;
import dev.tidemark.wire.envelope.Archived;
import dev.tidemark.wire.envelope.EnvelopeItem;
import dev.tidemark.wire.envelope.EnvelopeItem.Sound;
import dev.tidemark.wire.envelope.EnvelopeItem.Unsound;
import dev.tidemark.wire.envelope.EnvelopePreview.State;
import dev.tidemark.wire.envelope.EnvelopeReport;
import dev.tidemark.wire.envelope.EnvelopeReport.Item;
import dev.tidemark.wire.envelope.EnvelopeReport.Status;
import dev.tidemark.wire.envelope.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Applies an envelope item by item: what one of them comes to is nothing to the others.
///
/// Confined to one attempt.
final class Applying {

    private final Sitting sitting;
    private final ApplyRequest request;
    private final String reportId;
    private final List<Item> items = new ArrayList<>();
    private final List<ArchiveRow> losers = new ArrayList<>();
    private final List<RecordKey> synced = new ArrayList<>();

    private Applying(Sitting sitting, ApplyRequest request, String reportId) {
        this.sitting = sitting;
        this.request = request;
        this.reportId = reportId;
    }

    /// Decides on all items, and has those written that are to be.
    static Applying of(Sitting sitting, ApplyRequest request, String reportId) {
        Applying applying = new Applying(sitting, request, reportId);
        for (EnvelopeItem item : sitting.items()) {
            switch (item) {
                case Unsound(var problem) ->
                        applying.items.add(
                                new Item(
                                        problem.type(),
                                        problem.id(),
                                        Status.FAILED,
                                        problem.detail(),
                                        null));
                case Sound sound -> applying.apply(sitting.compare(sound));
            }
        }
        return applying;
    }

    private void apply(Comparison compared) {
        switch (compared.relation()) {
            case NEW -> write(compared, Status.CREATED, "The account had no such item.", null);
            case CHANGED ->
                    write(
                            compared,
                            Status.UPDATED,
                            "The account still had what the device last synced.",
                            null);
            case SAME -> {
                synced.add(compared.item().key());
                add(compared, Status.SKIPPED, "The account has it already.", null);
            }
            case BEHIND ->
                    add(
                            compared,
                            Status.SKIPPED,
                            "The device has not changed it since it last synced, and the account has"
                                    + " gone on; the account's is kept.",
                            null);
            case CONFLICT -> settle(compared);
        }
    }

    private void settle(Comparison compared) {
        RecordNow now = Objects.requireNonNull(compared.now());
        switch (kept(compared)) {
            case LOCAL ->
                    write(
                            compared,
                            Status.UPDATED,
                            now.deleted()
                                    ? "It was deleted in the account, and is brought back as the device has it."
                                    : "Both sides had changed it; the device's is kept, the account's archived.",
                            loser(compared, Side.CLOUD, sitting.cloud(now)));
            case CLOUD -> {
                ArchiveRow loser = loser(compared, Side.LOCAL, sitting.local(compared.item()));
                losers.add(loser);
                add(
                        compared,
                        Status.SKIPPED,
                        now.deleted()
                                ? "It stays deleted in the account; the device's is archived."
                                : "Both sides had changed it; the account's is kept, the device's archived.",
                        loser.name());
            }
            case null ->
                    add(
                            compared,
                            Status.CONFLICTED,
                            "Both sides have changed it and nobody has decided; apply again with a decision.",
                            null);
        }
    }

    /// Which side of a conflict is to be kept; null where nobody has said.
    private @Nullable Side kept(Comparison compared) {
        Side decided = request.decisions().get(compared.item().key().toString());
        return decided != null
                ? decided
                : switch (request.policy()) {
                    case LOCAL_PREFERRED -> Side.LOCAL;
                    case CLOUD_PREFERRED -> Side.CLOUD;
                    case MANUAL_PER_ITEM -> null;
                };
    }

    private void write(
            Comparison compared, Status status, String detail, @Nullable ArchiveRow loser) {
        switch (sitting.write(compared)) {
            case Scribed.Taken _ -> {
                synced.add(compared.item().key());
                if (loser != null) {
                    losers.add(loser);
                }
                add(compared, status, detail, loser == null ? null : loser.name());
            }
            case Scribed.Refused(var refusal, _) ->
                    add(compared, Status.FAILED, refusal.code() + ": " + refusal.detail(), null);
        }
    }

    private void add(
            Comparison compared, Status status, String detail, @Nullable String archivedAs) {
        RecordKey key = compared.item().key();
        items.add(new Item(key.collection(), key.id(), status, detail, archivedAs));
    }

    private ArchiveRow loser(Comparison compared, Side side, State state) {
        RecordKey key = compared.item().key();
        Archived archived =
                new Archived(key, side, state, sitting.scribe().asking().received(), reportId);
        String name = archived.name();
        boolean taken =
                ArchiveRow.find(
                                sitting.scribe().tx(),
                                sitting.scribe().asking().account(),
                                key.collection(),
                                name)
                        .filter(row -> !row.contentHash().equals(archived.contentHash()))
                        .isPresent();
        if (taken) {
            name = archived.longName();
        }
        return new ArchiveRow(key.collection(), name, archived.contentHash(), archived.bytes(name));
    }

    /// The report, once all is written; what the device has synced and what lost is kept with it.
    EnvelopeReport report(Transcript transcript) {
        String account = sitting.scribe().asking().account();
        losers.forEach(loser -> loser.keep(transcript.tx(), account));
        synced.forEach(key -> sitting.basis().note(key, transcript.head().seq()));
        return new EnvelopeReport(
                reportId,
                request.policy(),
                sitting.scribe().asking().received(),
                sitting.scribe().asking().device(),
                items);
    }
}

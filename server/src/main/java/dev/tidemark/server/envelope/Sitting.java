package dev.tidemark.server.envelope;

import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.engine.RecordNow;
import dev.tidemark.server.engine.Scribe;
import dev.tidemark.server.engine.Scribed;
import dev.tidemark.server.engine.Wish;
import dev.tidemark.server.envelope.Comparison.Relation;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.envelope.Envelope;
import dev.tidemark.wire.envelope.EnvelopeItem;
import dev.tidemark.wire.envelope.EnvelopeItem.Sound;
import dev.tidemark.wire.envelope.EnvelopePreview.State;
import java.util.List;

/// An envelope laid beside the account, within one transaction: items are compared, and written
/// through the scribe. Previews and applications of envelopes differ in what they do with that.
///
/// Confined to one transaction, and to one attempt to decide a request.
final class Sitting {

    private final Scribe scribe;
    private final Envelope envelope;
    private final List<EnvelopeItem> items;
    private final Basis basis;

    Sitting(Scribe scribe, Envelope envelope, long recordBytesMax) {
        this.scribe = scribe;
        this.envelope = envelope;
        this.items = Vouched.of(envelope.items(), scribe.asking(), recordBytesMax);
        this.basis =
                Basis.of(
                        scribe.tx(),
                        scribe.asking().principal(),
                        scribe.asking().device(),
                        envelope);
        scribe.expect(
                items.stream()
                        .filter(Sound.class::isInstance)
                        .map(item -> ((Sound) item).key())
                        .toList());
    }

    Scribe scribe() {
        return scribe;
    }

    Basis basis() {
        return basis;
    }

    /// All items, in the order of the envelope.
    List<EnvelopeItem> items() {
        return items;
    }

    /// An item beside what the account has.
    Comparison compare(Sound item) {
        return Comparison.of(scribe, basis, item);
    }

    /// Has the item take the place of the account's record. Whoever asks for that has seen all of
    /// the record, or decides it without; so it is no conflict any more.
    ///
    /// The same item on the same state of the account is the same mutation, however often it comes.
    Scribed write(Comparison compared) {
        Sound item = compared.item();
        RecordNow now = compared.now();
        RecordKey key = item.key();
        VersionVector seen = scribe.seenNow(key);
        String name =
                "%s\n%s\n%s\n%s\n%d"
                        .formatted(
                                scribe.asking().device(),
                                key.collection(),
                                key.id(),
                                item.contentHash(),
                                now == null ? 0 : now.seq());
        Op op = now == null ? Op.CREATE : now.deleted() ? Op.RESTORE : Op.UPDATE;
        return scribe.write(
                Wish.of(Names.uuid(name), key, op, item.updated(), seen)
                        .with(scribe.changes(key, item.content(), seen)));
    }

    /// What the device has.
    State local(Sound item) {
        return new State(
                item.contentHash(),
                item.updated(),
                envelope.source().deviceId(),
                false,
                item.content());
    }

    /// What the account has of a record that is there; of a deleted one, what it had before.
    State cloud(RecordNow now) {
        EncodedEntry entry = scribe.stored(now.key()).orElseThrow();
        return new State(
                now.view().contentHash(),
                entry.updatedAt(),
                entry.updatedBy(),
                now.deleted(),
                now.fields());
    }

    /// Whether the two sides need somebody to decide.
    static boolean isConflict(Comparison compared) {
        return compared.relation() == Relation.CONFLICT;
    }
}

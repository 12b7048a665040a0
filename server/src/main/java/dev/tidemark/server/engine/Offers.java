package dev.tidemark.server.engine;

import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.Soundness;
import dev.tidemark.core.schema.CollectionRules.IdKind;
import dev.tidemark.core.value.Storable;
import dev.tidemark.wire.command.Commands;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.HealAnswer;
import dev.tidemark.wire.command.RecordEntry;
import dev.tidemark.wire.json.InvalidInput;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads records that a device offers, as the input of somebody who may have made them up.
final class Offers {

    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private static final RecordKey UNREADABLE = new RecordKey("", "");

    private final Asking asking;

    Offers(Asking asking) {
        this.asking = asking;
    }

    /// One record, as far as it could be read.
    sealed interface Offer {

        /// A record that can be one, with no clock from the future.
        record Readable(RecordEntry entry) implements Offer {}

        record Refused(HealAnswer.Refused why) implements Offer {}
    }

    Offer read(EncodedEntry encoded) {
        RecordEntry entry;
        try {
            entry = encoded.decoded();
        } catch (InvalidInput e) {
            return refused(UNREADABLE, Code.VALIDATION, "it is no record: " + e.getMessage());
        } catch (IllegalArgumentException | ClassCastException | IndexOutOfBoundsException e) {
            return refused(UNREADABLE, Code.VALIDATION, "it is no record");
        }
        RecordKey key = entry.key();
        Acceptance acceptance = asking.app().acceptance(key.collection());
        if (acceptance == null || key.collection().equals("*")) {
            return refused(key, Code.VALIDATION, "this app has no such collection");
        }
        if (!asking.principal().mayEdit(key.collection())) {
            return refused(key, Code.FORBIDDEN, "this credential may not write to it");
        }
        String flaw = flaw(entry, acceptance);
        return flaw != null
                ? refused(key, Code.VALIDATION, flaw)
                : new Offer.Readable(clamped(entry, acceptance));
    }

    private static @Nullable String flaw(RecordEntry entry, Acceptance acceptance) {
        String id = entry.key().id();
        boolean isWrong =
                acceptance.rules().id() == IdKind.UUID
                        ? !UUID.matcher(id).matches()
                        : id.length() > Commands.NAME_CHARACTERS_MAX
                                || Storable.ofText("", id) != null;
        return isWrong
                ? "its id is none of this collection"
                : Soundness.flaw(entry.state(), acceptance.rules());
    }

    private RecordEntry clamped(RecordEntry entry, Acceptance acceptance) {
        Instant latest = asking.received().plus(acceptance.skew());
        return new RecordEntry(
                entry.key(),
                entry.version(),
                entry.state().noLaterThan(latest),
                entry.fields(),
                entry.deleted(),
                entry.contentHash(),
                entry.updatedAt(),
                entry.updatedBy());
    }

    private static Offer refused(RecordKey key, Code code, String detail) {
        return new Offer.Refused(new HealAnswer.Refused(key, code.name(), detail));
    }
}

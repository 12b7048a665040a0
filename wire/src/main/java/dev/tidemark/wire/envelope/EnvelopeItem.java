package dev.tidemark.wire.envelope;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.Commands;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One item of an envelope: a record, by its type and id. */
public sealed interface EnvelopeItem {

    /**
     * An item that can be read and whose content is what its hash says.
     *
     * @param key its type and id
     * @param updated when it was last changed, by the clock of whoever did
     */
    record Sound(RecordKey key, Instant updated, String contentHash, Value.Obj content)
            implements EnvelopeItem {

        /** An item of a record, hashed here. */
        public static Sound of(RecordKey key, Instant updated, Value.Obj content) {
            return new Sound(key, updated, Canonical.hash(content), content);
        }

        /** Writes it as one value. */
        void write(JsonOut out) {
            out.beginObject();
            out.name("content").value(content);
            out.name("content_hash").text(contentHash);
            out.name("item_id").text(key.id());
            out.name("item_type").text(key.collection());
            out.name("updated_utc").instant(updated);
            out.endObject();
        }

        /** The item as JSON. */
        public byte[] bytes() {
            JsonOut out = new JsonOut();
            write(out);
            return out.bytes();
        }
    }

    /** An item that takes part in nothing, and why. */
    record Unsound(ItemProblem problem) implements EnvelopeItem {}

    /**
     * Reads an item. What is wrong with it is its own affair.
     *
     * @param place of the item in the envelope (RFC 6901)
     */
    static EnvelopeItem read(Value value, String place) {
        Flaws flaws = new Flaws();
        Members item = Members.of(value, place, flaws);
        if (!flaws.isEmpty()) {
            return new Unsound(ItemProblem.of(null, null, flaws.list()));
        }
        String type = item.name("item_type", Commands.NAME_CHARACTERS_MAX);
        String id = item.name("item_id", Commands.ID_CHARACTERS_MAX);
        Instant updated = item.instant("updated_utc");
        String hash = item.text("content_hash");
        Value.Obj content = item.members("content").object();
        if (flaws.isEmpty()) {
            Flaw flaw = flawOfContent(content, hash, place);
            if (flaw == null) {
                return new Sound(new RecordKey(type, id), updated, hash, content);
            }
            flaws.add(flaw.pointer(), flaw.message());
        }
        return new Unsound(
                ItemProblem.of(
                        name(type, Commands.NAME_CHARACTERS_MAX),
                        name(id, Commands.ID_CHARACTERS_MAX),
                        flaws.list()));
    }

    private static @Nullable Flaw flawOfContent(Value.Obj content, String hash, String place) {
        Flaw unstorable = Storable.flaw(place + "/content", content);
        if (unstorable != null) {
            return unstorable;
        }
        String actual = Canonical.hash(content);
        return actual.equals(hash)
                ? null
                : new Flaw(
                        place + "/content_hash",
                        "is not the hash of the content, which is "
                                + actual
                                + " (SHA-256 over RFC 8785 canonical JSON); export the item again");
    }

    private static @Nullable String name(String text, int charactersMax) {
        return text.isEmpty() || text.length() > charactersMax || Storable.ofText("", text) != null
                ? null
                : text;
    }

    /** Items as they are sent, in this order. */
    static void writeAll(List<Sound> items, JsonOut out) {
        out.beginArray();
        items.forEach(item -> item.write(out));
        out.endArray();
    }
}

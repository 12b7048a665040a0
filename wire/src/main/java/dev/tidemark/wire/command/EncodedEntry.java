package dev.tidemark.wire.command;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.EntryScan.Head;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.JsonScan;
import dev.tidemark.wire.json.JsonScan.NotPlain;
import dev.tidemark.wire.json.Members;
import java.time.Instant;
import java.util.Arrays;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A record entry as bytes: what goes over the wire and lies in storage. It is read only when
 * somebody asks what is in it. Immutable; reading it twice at once does no harm.
 */
public final class EncodedEntry {

    private final byte[] bytes;
    private final @Nullable Head head;
    private Value.@Nullable Obj document;

    private EncodedEntry(byte[] bytes, @Nullable Head head, Value.@Nullable Obj document) {
        this.bytes = bytes;
        this.head = head;
        this.document = document;
    }

    /** Takes over the bytes, which must not be changed any more. */
    public static EncodedEntry of(byte[] bytes) {
        return new EncodedEntry(bytes, null, null);
    }

    /**
     * An entry of which little is going to be asked. Takes over the bytes, which must not be
     * changed any more.
     *
     * @throws dev.tidemark.wire.json.JsonFault if they are not UTF-8
     */
    public static EncodedEntry scanned(byte[] bytes) {
        try {
            JsonScan json = new JsonScan(bytes, JsonLimits.STORED);
            EncodedEntry entry = EntryScan.next(json);
            json.end();
            return entry;
        } catch (NotPlain e) {
            return of(bytes);
        }
    }

    /** An entry that was read as part of something else. */
    public static EncodedEntry of(Value.Obj document) {
        return new EncodedEntry(Json.bytes(document), null, document);
    }

    static EncodedEntry of(byte[] bytes, Value.Obj document) {
        return new EncodedEntry(bytes, null, document);
    }

    static EncodedEntry of(byte[] bytes, Head head) {
        return new EncodedEntry(bytes, head, null);
    }

    /** The JSON; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * The JSON as a value.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is none
     * @throws InvalidInput if it is no object
     */
    public Value.Obj document() {
        Value.Obj known = document;
        if (known == null) {
            Flaws flaws = new Flaws();
            known = Members.of(Json.own(bytes), "", flaws).object();
            flaws.check();
            document = known;
        }
        return known;
    }

    public RecordKey key() {
        if (head != null) {
            return head.key();
        }
        Flaws flaws = new Flaws();
        Members entry = Members.of(document(), "", flaws);
        RecordKey key = new RecordKey(entry.text("entity"), entry.text("entityId"));
        flaws.check();
        return key;
    }

    /** The seq of the record's latest change. */
    public long version() {
        if (head != null) {
            return head.version();
        }
        Flaws flaws = new Flaws();
        long version = Members.of(document(), "", flaws).whole("version", 0, Members.WHOLE_MAX);
        flaws.check();
        return version;
    }

    public boolean deleted() {
        return head != null
                ? head.deleted()
                : Value.TRUE.equals(document().members().get("deleted"));
    }

    /** The fields as shown; of a deleted record, what a restore would bring back. */
    public Value.Obj fields() {
        return document().members().get("fields") instanceof Value.Obj fields
                ? fields
                : Value.Obj.EMPTY;
    }

    /** Where values differ that nobody has decided between, by field; as they go over the wire. */
    public Value.Obj siblings() {
        return document().members().get("siblings") instanceof Value.Obj siblings
                ? siblings
                : Value.Obj.EMPTY;
    }

    /**
     * Whether two replicas may disagree about anything in it. Cheap, and never false where they do:
     * what has to be looked at closely is known without decoding all records.
     */
    public boolean mayBeDisputed() {
        if (head != null) {
            return head.mayBeDisputed();
        }
        SortedMap<String, Value> members = document().members();
        return hasMembers(members.get("siblings"))
                || !(members.get("state") instanceof Value.Obj state)
                || state.members().containsKey("registers")
                || !(state.members().get("alive") instanceof Value.Array alive)
                || alive.items().size() > 1;
    }

    private static boolean hasMembers(@Nullable Value value) {
        return value instanceof Value.Obj object && !object.members().isEmpty();
    }

    /** When its latest change was made, by the clock of whoever did, as the server kept it. */
    public Instant updatedAt() {
        Flaws flaws = new Flaws();
        Instant updated = Members.of(document(), "", flaws).instant("updatedAt");
        flaws.check();
        return updated;
    }

    /** The device that asked for its latest change. */
    public String updatedBy() {
        Flaws flaws = new Flaws();
        String device = Members.of(document(), "", flaws).text("updatedBy");
        flaws.check();
        return device;
    }

    /** Null for a deleted record. */
    public @Nullable String contentHash() {
        if (head != null) {
            return head.contentHash();
        }
        return document().members().get("contentHash") instanceof Value.Text hash
                ? hash.value()
                : null;
    }

    /**
     * All of the entry, its state included.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is no JSON
     * @throws InvalidInput if it is no record entry
     */
    public RecordEntry decoded() {
        return EntryReader.read(document());
    }

    /** Whether the other has the same bytes. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EncodedEntry entry && Arrays.equals(bytes, entry.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return Json.decoded(bytes);
    }
}

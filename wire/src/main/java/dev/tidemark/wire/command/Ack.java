package dev.tidemark.wire.command;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.json.Words;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An accepted command.
 *
 * @param version the seq that it was given
 * @param conflictId the conflict that it is part of; null for none
 * @param knownAs the dot that it was accepted under before, where that is not the one that it was
 *     sent under: which is still free, so that what is queued behind it has to be stamped anew
 */
public record Ack(
        String id,
        Status status,
        long version,
        @Nullable String conflictId,
        @Nullable Dot knownAs) {

    private static final Map<String, Status> STATUSES = Words.of(Status.class);

    /** An ack of a command that has the dot that it was sent under. */
    public Ack(String id, Status status, long version, @Nullable String conflictId) {
        this(id, status, version, conflictId, null);
    }

    /** How a command was accepted. */
    public enum Status {
        /** It had seen all of the record. */
        APPLIED,
        /** It was concurrent with something that it did not know. */
        MERGED,
        /** It had been accepted before. */
        DUPLICATE
    }

    void write(JsonOut out) {
        out.beginObject();
        out.name("id").text(id);
        out.name("status").text(Words.of(status));
        out.name("version").number(version);
        out.name("conflictId").textOrNull(conflictId);
        if (knownAs != null) {
            Dots.writeNamed(knownAs, out.name("knownAs"));
        }
        out.endObject();
    }

    static Ack read(Members ack) {
        return new Ack(
                ack.text("id"),
                ack.choice("status", STATUSES),
                ack.whole("version", 0, Members.WHOLE_MAX),
                ack.optionalText("conflictId"),
                Dots.readNamed(ack, "knownAs"));
    }
}

package dev.tidemark.wire.command;

import dev.tidemark.core.conflict.Conflict;
import dev.tidemark.core.conflict.Conflict.DisputedField;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.value.Value;
import dev.tidemark.core.value.Value.Obj;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.json.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A conflict as a device is told of it.
 *
 * @param conflictId names this very state of it
 * @param fields in dispute; empty where it is about existence alone
 * @param suggestion what the server would do; null for nothing
 * @param detail what is in dispute, in a sentence
 * @param command the refused command; null where none was refused
 * @param traceId what the server's logs call the request that brought it up
 */
public record ListedConflict(
        String conflictId,
        Conflict.Type type,
        RecordKey key,
        List<Field> fields,
        @Nullable Suggestion suggestion,
        Status status,
        Instant openedAt,
        String traceId,
        String detail,
        @Nullable Obj command) {

    private static final Map<String, Conflict.Type> TYPES = Words.of(Conflict.Type.class);
    private static final Map<String, Status> STATUSES = Words.of(Status.class);

    public ListedConflict {
        fields = List.copyOf(fields);
    }

    /** Whether somebody has decided. */
    public enum Status {
        OPEN,
        RESOLVED
    }

    /**
     * What would settle it.
     *
     * @param choice a word of a resolution: suggested, rename, restore...
     * @param fields the values that it would write; empty for none
     */
    public record Suggestion(String choice, Value.Obj fields) {}

    /**
     * A field in dispute; a value is null where it was taken away.
     *
     * @param mine what the asking device wrote, or the winner where it wrote none
     * @param theirs the best other one
     * @param suggested what is shown until somebody decides
     * @param siblings all of them, the winner first
     */
    public record Field(
            String name,
            @Nullable Value mine,
            @Nullable Value theirs,
            @Nullable Value suggested,
            List<Sibling> siblings) {

        public Field {
            siblings = List.copyOf(siblings);
        }

        /** A disputed field as one device sees it. */
        public static Field of(DisputedField field, @Nullable String device) {
            return new Field(
                    field.name(),
                    field.mine(device).value(),
                    field.theirs(device).value(),
                    field.suggested(),
                    field.siblings());
        }
    }

    /** The same conflict as another device sees it; null for nobody in particular. */
    public ListedConflict seenBy(@Nullable String device) {
        return new ListedConflict(
                conflictId,
                type,
                key,
                fields.stream().map(field -> seenBy(field, device)).toList(),
                suggestion,
                status,
                openedAt,
                traceId,
                detail,
                command);
    }

    private Field seenBy(Field field, @Nullable String device) {
        List<Sibling> siblings = field.siblings();
        if (siblings.isEmpty()) {
            return field;
        }
        DisputedField disputed = new DisputedField(field.name(), siblings);
        Sibling mine = disputed.mine(device);
        Sibling theirs = disputed.theirs(device);
        if (command != null) { // What was refused stands last; the same device may hold the other.
            Sibling refused = siblings.get(siblings.size() - 1);
            boolean own = refused.dot().device().equals(device);
            mine = own ? refused : siblings.get(0);
            theirs = own ? siblings.get(0) : refused;
        }
        return new Field(field.name(), mine.value(), theirs.value(), field.suggested(), siblings);
    }

    /** The fields of a conflict as one device sees them. */
    public static List<Field> fields(Conflict conflict, @Nullable String device) {
        return conflict.fields().stream().map(field -> Field.of(field, device)).toList();
    }

    /** The answer to {@code GET /v1/conflicts}. */
    public static byte[] list(List<ListedConflict> conflicts) {
        JsonOut out = new JsonOut().beginObject().name("conflicts").beginArray();
        conflicts.forEach(conflict -> conflict.write(out));
        return out.endArray().endObject().bytes();
    }

    /**
     * Reads the answer to {@code GET /v1/conflicts}.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is no list of conflicts
     */
    public static List<ListedConflict> readList(byte[] body) {
        Flaws flaws = new Flaws();
        Members answer = Members.of(Json.read(body, JsonLimits.STORED), "", flaws);
        List<ListedConflict> conflicts = new ArrayList<>();
        for (Members conflict : answer.objects("conflicts")) {
            conflicts.add(read(conflict, flaws));
        }
        flaws.check();
        return conflicts;
    }

    /** This conflict alone, as it is stored. */
    public byte[] bytes() {
        JsonOut out = new JsonOut();
        write(out);
        return out.bytes();
    }

    /** Reads what {@link #bytes} wrote. */
    public static ListedConflict read(byte[] bytes) {
        Flaws flaws = new Flaws();
        ListedConflict conflict =
                read(Members.of(Json.read(bytes, JsonLimits.STORED), "", flaws), flaws);
        flaws.check();
        return conflict;
    }

    void write(JsonOut out) {
        out.beginObject();
        out.name("conflictId").text(conflictId);
        out.name("type").text(Words.of(type));
        out.name("entity").text(key.collection());
        out.name("entityId").text(key.id());
        out.name("fields").beginArray();
        fields.forEach(field -> write(field, out));
        out.endArray();
        out.name("suggestion");
        if (suggestion == null) {
            out.value(Value.NULL);
        } else {
            out.beginObject().name("choice").text(suggestion.choice());
            out.name("fields").value(suggestion.fields()).endObject();
        }
        out.name("status").text(Words.of(status));
        out.name("openedAt").instant(openedAt);
        out.name("traceId").text(traceId);
        out.name("detail").text(detail);
        if (command != null) {
            out.name("command").value(command);
        }
        out.endObject();
    }

    private static void write(Field field, JsonOut out) {
        out.beginObject();
        out.name("name").text(field.name());
        out.name("mine").valueOrNull(field.mine());
        out.name("theirs").valueOrNull(field.theirs());
        out.name("suggested").valueOrNull(field.suggested());
        Siblings.write(field.siblings(), 0, out.name("siblings"));
        out.endObject();
    }

    static ListedConflict read(Members conflict, Flaws flaws) {
        List<Field> fields = new ArrayList<>();
        for (Members field : conflict.objects("fields")) {
            fields.add(
                    new Field(
                            field.optionalText("name") == null ? "" : field.text("name"),
                            field.value("mine"),
                            field.value("theirs"),
                            field.value("suggested"),
                            Siblings.read(field.objects("siblings"), 0)));
        }
        return new ListedConflict(
                conflict.text("conflictId"),
                conflict.choice("type", TYPES),
                new RecordKey(conflict.text("entity"), conflict.text("entityId")),
                fields,
                conflict.has("suggestion") ? suggestion(conflict.members("suggestion")) : null,
                conflict.choice("status", STATUSES),
                conflict.instant("openedAt"),
                orEmpty(conflict.optionalText("traceId")),
                orEmpty(conflict.optionalText("detail")),
                conflict.optionalFields("command"));
    }

    private static Suggestion suggestion(Members suggestion) {
        return new Suggestion(suggestion.text("choice"), suggestion.fields("fields"));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}

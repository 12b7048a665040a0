package dev.tidemark.wire.project;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Instants;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.Members;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A project as a whole: the answer to {@code GET /api/project}.
 *
 * @param version of the whole
 * @param updatedAt when its last change was accepted; null where none was
 * @param data the parts by name, each entity with its version
 * @param conflicts where devices disagree about a field, with all that they wrote
 */
public record ProjectDocument(
        String version, @Nullable Instant updatedAt, Value.Obj data, List<Value> conflicts) {

    public ProjectDocument {
        conflicts = List.copyOf(conflicts);
    }

    /** As it is sent. */
    public Value.Obj value() {
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("version", Value.of(version));
        members.put("updatedAt", time(updatedAt));
        members.put("projectData", data);
        members.put("conflicts", Value.of(conflicts));
        return new Value.Obj(members);
    }

    /** The answer to {@code GET /api/project?since=}: what has changed. */
    public static Value.Obj sinceValue(
            String version,
            @Nullable Instant updatedAt,
            ProjectDelta delta,
            List<Value> conflicts) {
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("version", Value.of(version));
        members.put("updatedAt", time(updatedAt));
        members.put("delta", delta.value());
        members.put("conflicts", Value.of(conflicts));
        return new Value.Obj(members);
    }

    /** The version in such an answer, or in that to a whole project. */
    public static String version(Value.Obj answer) {
        Flaws flaws = new Flaws();
        String version = Members.of(answer, "", flaws).text("version");
        flaws.check();
        return version;
    }

    /**
     * An entity about whose fields devices disagree.
     *
     * @param collection the part of the project that it is in
     * @param key its key; empty for the single record
     * @param siblings by field, all values that nobody has decided between
     */
    public static Value.Obj conflict(String collection, Value.Obj key, Value.Obj siblings) {
        return Value.Obj.EMPTY
                .with("entity", Value.of(collection))
                .with("key", key)
                .with("siblings", siblings);
    }

    private static Value time(@Nullable Instant time) {
        return time == null ? Value.NULL : Value.of(Instants.text(time));
    }

    /**
     * Reads an answer.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is no project
     */
    public static ProjectDocument read(byte[] body) {
        Flaws flaws = new Flaws();
        Members answer = Members.of(Json.read(body, JsonLimits.STORED), "", flaws);
        ProjectDocument read =
                new ProjectDocument(
                        answer.text("version"),
                        answer.optionalInstant("updatedAt"),
                        answer.members("projectData").object(),
                        answer.items("conflicts"));
        flaws.check();
        return read;
    }
}

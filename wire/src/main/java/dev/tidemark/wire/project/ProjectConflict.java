package dev.tidemark.wire.project;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Members;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a write that came too late is told: the {@code VERSION_CONFLICT}.
 *
 * @param latestVersion of the project
 * @param serverState the project's data as they are
 * @param conflicts the entities that both have changed, as {@link #entity} makes them
 */
public record ProjectConflict(String latestVersion, Value.Obj serverState, List<Value> conflicts) {

    public ProjectConflict {
        conflicts = List.copyOf(conflicts);
    }

    /**
     * An entity that was changed since the version that the write builds on.
     *
     * @param collection the part of the project that it is in
     * @param key its key; empty for the single record
     * @param fields in which both differ; empty where one of them deletes it
     * @param client what the write says; null where it deletes it
     * @param server the item as it is; null where it is deleted
     */
    public static Value.Obj entity(
            String collection,
            Value.Obj key,
            TreeSet<String> fields,
            Value.@Nullable Obj client,
            Value.@Nullable Obj server) {
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("entity", Value.of(collection));
        members.put("key", key);
        members.put("fields", Value.of(fields.stream().map(Value::of).toList()));
        members.put("clientState", client == null ? Value.NULL : client);
        members.put("serverState", server == null ? Value.NULL : server);
        return new Value.Obj(members);
    }

    /** As a problem tells it. */
    public Value.Obj value() {
        return Value.Obj.EMPTY
                .with("latestVersion", Value.of(latestVersion))
                .with("serverState", serverState)
                .with("conflicts", Value.of(conflicts));
    }

    /**
     * Reads what a problem tells.
     *
     * @throws dev.tidemark.wire.json.InvalidInput if it is something else
     */
    public static ProjectConflict read(Value.Obj more) {
        Flaws flaws = new Flaws();
        Members conflict = Members.of(more, "", flaws);
        ProjectConflict read =
                new ProjectConflict(
                        conflict.text("latestVersion"),
                        conflict.members("serverState").object(),
                        conflict.items("conflicts"));
        flaws.check();
        return read;
    }
}

package dev.tidemark.wire.project;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.Commands;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.project.ProjectEdit.Delete;
import dev.tidemark.wire.project.ProjectEdit.Upsert;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PUT /api/project}.
 *
 * @param opId the client's name of the write, the same however often it is sent
 * @param baseVersion the project's version that it builds on; null where it says none
 * @param whole whether it is a whole project, and not a delta
 * @param edits of a whole project, an upsert for each of its entities
 * @param confirmed whether a person has confirmed what goes away
 */
public record ProjectWrite(
        String opId,
        String deviceId,
        @Nullable String baseVersion,
        boolean whole,
        List<ProjectEdit> edits,
        boolean confirmed) {

    private static final String DELTA = "delta";
    private static final String PROJECT = "projectData";
    private static final String UPSERT = "upsert";
    private static final String DELETE = "delete";

    public ProjectWrite {
        edits = List.copyOf(edits);
    }

    /**
     * Reads a write.
     *
     * @throws dev.tidemark.wire.json.InvalidInput if it is something else
     */
    public static ProjectWrite read(Value body, ProjectItems items) {
        Flaws flaws = new Flaws();
        Members write = Members.of(body, "", flaws);
        boolean whole = write.has(PROJECT);
        if (whole == write.has(DELTA)) {
            flaws.add("", "must have either delta or projectData");
        }
        Reading reading = new Reading(items, flaws);
        if (whole) {
            reading.project(write.members(PROJECT));
        } else if (write.has(DELTA)) {
            reading.delta(write.members(DELTA));
        }
        ProjectWrite read =
                new ProjectWrite(
                        write.name("opId", Commands.NAME_CHARACTERS_MAX),
                        write.name("deviceId", Commands.NAME_CHARACTERS_MAX),
                        write.optionalText(ProjectItems.BASE_VERSION),
                        whole,
                        reading.edits,
                        write.flag("confirm", false));
        flaws.check();
        return read;
    }

    /** The same on another base. */
    public ProjectWrite on(String version) {
        return new ProjectWrite(opId, deviceId, version, whole, edits, confirmed);
    }

    /**
     * What a delta asks for.
     *
     * @throws dev.tidemark.wire.json.InvalidInput if it is none
     */
    public static List<ProjectEdit> ofDelta(Value.Obj delta, ProjectItems items) {
        Flaws flaws = new Flaws();
        Reading reading = new Reading(items, flaws);
        reading.delta(Members.of(delta, "", flaws));
        flaws.check();
        return reading.edits;
    }

    /**
     * The entities of a project's data by their records, without what the project says of them.
     *
     * @throws dev.tidemark.wire.json.InvalidInput if it is none
     */
    public static TreeMap<RecordKey, Value.Obj> entities(Value.Obj data, ProjectItems items) {
        Flaws flaws = new Flaws();
        Reading reading = new Reading(items, flaws);
        reading.project(Members.of(data, "", flaws));
        flaws.check();
        TreeMap<RecordKey, Value.Obj> entities = new TreeMap<>();
        for (ProjectEdit edit : reading.edits) {
            if (edit instanceof Upsert upsert) {
                entities.put(upsert.key(), upsert.fields());
            }
        }
        return entities;
    }

    /** Whether it is a whole project with nothing in it. */
    public boolean isEmptyProject() {
        return whole
                && edits.stream()
                        .allMatch(edit ->
                                edit instanceof Upsert upsert
                                        && upsert.fields().members().isEmpty());
    }

    /**
     * A hash of what it asks for, whatever it builds on: a client that has lost the answer may send
     * it again with a newer base.
     */
    public byte[] digest() {
        List<Value> parts = new ArrayList<>();
        parts.add(Value.of(deviceId));
        parts.add(Value.of(whole));
        for (ProjectEdit edit : edits) {
            parts.add(Value.of(edit.key().collection()));
            parts.add(Value.of(edit.key().id()));
            parts.add(edit instanceof Upsert upsert ? upsert.fields() : Value.NULL);
        }
        return Canonical.sha256().digest(Json.bytes(Value.of(parts)));
    }

    /**
     * The body of a delta, as it is sent.
     *
     * @param baseVersion null where the account was empty
     * @param delta as {@link ProjectDelta} makes it
     */
    public static byte[] ofDelta(
            String opId,
            String deviceId,
            @Nullable String baseVersion,
            Value.Obj delta,
            boolean confirmed) {
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("opId", Value.of(opId));
        members.put("deviceId", Value.of(deviceId));
        members.put(
                ProjectItems.BASE_VERSION,
                baseVersion == null ? Value.NULL : Value.of(baseVersion));
        members.put(DELTA, delta);
        members.put("confirm", Value.of(confirmed));
        return Json.bytes(new Value.Obj(members));
    }

    /** The edits of one body. */
    private static final class Reading {

        private final ProjectItems items;
        private final Flaws flaws;
        private final List<ProjectEdit> edits = new ArrayList<>();
        private final Set<RecordKey> named = new HashSet<>();

        Reading(ProjectItems items, Flaws flaws) {
            this.items = items;
            this.flaws = flaws;
        }

        void project(Members project) {
            checkNames(project);
            String meta = items.rules().meta();
            if (project.has(meta)) {
                upsert(meta, project.members(meta));
            }
            for (String list : items.rules().lists()) {
                project.objects(list).forEach(item -> upsert(list, item));
            }
        }

        void delta(Members delta) {
            checkNames(delta);
            String meta = items.rules().meta();
            if (delta.has(meta)) {
                upsert(meta, delta.members(meta));
            }
            for (String list : items.rules().lists()) {
                Members changes = delta.optionalMembers(list);
                changes.objects(UPSERT).forEach(item -> upsert(list, item));
                changes.objects(DELETE).forEach(item -> delete(list, item));
                for (String name : changes.object().members().keySet()) {
                    if (!name.equals(UPSERT) && !name.equals(DELETE)) {
                        changes.flaw(name, "is not understood; a list has upsert and delete");
                    }
                }
            }
        }

        /** What is in no list that we know would be lost. */
        private void checkNames(Members project) {
            for (String name : project.object().members().keySet()) {
                if (!items.rules().has(name)) {
                    project.flaw(
                            name,
                            "is no part of this app's project; it has %s and %s"
                                    .formatted(
                                            items.rules().meta(),
                                            String.join(", ", items.rules().lists())));
                }
            }
        }

        private void upsert(String collection, Members item) {
            RecordKey key = items.key(collection, item);
            Value.Obj fields = items.fields(key, item.object());
            add(new Upsert(key, fields, base(item), item.place()));
        }

        private void delete(String collection, Members item) {
            RecordKey key = items.key(collection, item);
            add(new Delete(key, base(item), item.place()));
        }

        private static @Nullable String base(Members item) {
            return item.optionalText(ProjectItems.BASE_VERSION);
        }

        private void add(ProjectEdit edit) {
            if (named.add(edit.key())) {
                edits.add(edit);
            } else {
                flaws.add(edit.place(), "is there twice; say once what becomes of it");
            }
        }
    }
}

package dev.tidemark.wire.command;

import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.json.Words;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What differs between an earlier position of the log and now, and so what a restore would do: the
 * answer to {@code GET /v1/snapshots/{id}} and {@code GET /v1/restore}.
 *
 * @param version the earlier position
 * @param head where the log ends now
 * @param collections how many records differ, by collection; null on all pages but the first
 * @param records that differ, in the order of their last changes
 * @param after what to ask the next page with; null on the last one
 */
public record RestorePreview(
        long version,
        long head,
        @Nullable SortedMap<String, Counts> collections,
        List<Differing> records,
        @Nullable Long after) {

    private static final Map<String, Op> OPS = Words.of(Op.class);
    private static final Map<String, Since> SINCE = Words.of(Since.class);

    public RestorePreview {
        collections = collections == null ? null : Collections.unmodifiableSortedMap(collections);
        records = List.copyOf(records);
    }

    /** What has become of a record since. */
    public enum Since {
        /** It was not there, or deleted. */
        CREATED,
        CHANGED,
        DELETED
    }

    /** How many records of a collection were created, changed and deleted since. */
    public record Counts(long created, long changed, long deleted) {

        public static final Counts NONE = new Counts(0, 0, 0);

        /** With one more. */
        public Counts plus(Since since) {
            return new Counts(
                    created + (since == Since.CREATED ? 1 : 0),
                    changed + (since == Since.CHANGED ? 1 : 0),
                    deleted + (since == Since.DELETED ? 1 : 0));
        }
    }

    /**
     * A record that is not as it was.
     *
     * @param version of its last change
     * @param restore what a restore would do to it
     * @param obstacle why it would not; null where nothing is known to forbid it
     * @param now the fields that differ, as they are; of a deleted record none
     * @param then the same as they were; of a record that was not there none
     */
    public record Differing(
            RecordKey key,
            long version,
            Since since,
            Op restore,
            @Nullable String obstacle,
            Value.Obj now,
            Value.Obj then) {

        /** The fields that differ. */
        public TreeSet<String> names() {
            TreeSet<String> names = new TreeSet<>(now.members().keySet());
            names.addAll(then.members().keySet());
            return names;
        }
    }

    /** As it is sent. */
    public Value.Obj value() {
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("version", Value.of(version));
        members.put("head", Value.of(head));
        if (collections != null) {
            TreeMap<String, Value> counts = new TreeMap<>();
            collections.forEach((name, each) -> counts.put(name, value(each)));
            members.put("collections", new Value.Obj(counts));
        }
        members.put("records", Value.of(records.stream().map(RestorePreview::value).toList()));
        members.put("hasMore", Value.of(after != null));
        members.put("after", after == null ? Value.NULL : Value.of(after));
        return new Value.Obj(members);
    }

    private static Value value(Counts counts) {
        return Value.Obj.EMPTY
                .with("created", Value.of(counts.created()))
                .with("changed", Value.of(counts.changed()))
                .with("deleted", Value.of(counts.deleted()));
    }

    private static Value value(Differing record) {
        TreeMap<String, Value> fields = new TreeMap<>();
        for (String name : record.names()) {
            TreeMap<String, Value> sides = new TreeMap<>();
            put(sides, "now", record.now().members().get(name));
            put(sides, "then", record.then().members().get(name));
            fields.put(name, new Value.Obj(sides));
        }
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("entity", Value.of(record.key().collection()));
        members.put("entityId", Value.of(record.key().id()));
        members.put("version", Value.of(record.version()));
        members.put("since", Value.of(Words.of(record.since())));
        members.put("restore", Value.of(Words.of(record.restore())));
        String obstacle = record.obstacle();
        put(members, "obstacle", obstacle == null ? null : Value.of(obstacle));
        members.put("fields", new Value.Obj(fields));
        return new Value.Obj(members);
    }

    private static void put(Map<String, Value> sides, String side, @Nullable Value value) {
        if (value != null) {
            sides.put(side, value);
        }
    }

    /**
     * Reads a preview.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is no preview
     */
    public static RestorePreview read(byte[] body) {
        Flaws flaws = new Flaws();
        Members preview = Members.of(Json.read(body, JsonLimits.STORED), "", flaws);
        RestorePreview read =
                new RestorePreview(
                        preview.whole("version", 0, Members.WHOLE_MAX),
                        preview.whole("head", 0, Members.WHOLE_MAX),
                        preview.has("collections") ? readCounts(preview) : null,
                        readRecords(preview),
                        preview.has("after") ? preview.whole("after", 0, Members.WHOLE_MAX) : null);
        flaws.check();
        return read;
    }

    private static SortedMap<String, Counts> readCounts(Members preview) {
        TreeMap<String, Counts> counts = new TreeMap<>();
        Members collections = preview.members("collections");
        for (String name : collections.object().members().keySet()) {
            Members each = collections.members(name);
            counts.put(
                    name,
                    new Counts(
                            each.whole("created", 0, Members.WHOLE_MAX),
                            each.whole("changed", 0, Members.WHOLE_MAX),
                            each.whole("deleted", 0, Members.WHOLE_MAX)));
        }
        return counts;
    }

    private static List<Differing> readRecords(Members preview) {
        List<Differing> records = new ArrayList<>();
        for (Members each : preview.objects("records")) {
            TreeMap<String, Value> now = new TreeMap<>();
            TreeMap<String, Value> then = new TreeMap<>();
            Members fields = each.members("fields");
            for (String name : fields.object().members().keySet()) {
                Members sides = fields.members(name);
                put(now, name, sides.value("now"));
                put(then, name, sides.value("then"));
            }
            records.add(
                    new Differing(
                            new RecordKey(each.text("entity"), each.text("entityId")),
                            each.whole("version", 0, Members.WHOLE_MAX),
                            each.choice("since", SINCE),
                            each.choice("restore", OPS),
                            each.optionalText("obstacle"),
                            new Value.Obj(now),
                            new Value.Obj(then)));
        }
        return records;
    }
}

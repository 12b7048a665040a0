package dev.tidemark.wire.envelope;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an envelope would do. Each item is in one of the lists.
 *
 * @param fresh the server has none of these
 * @param changed the server still has what the device last synced
 * @param unchanged there is nothing to do
 * @param conflicts both sides have changed, or the device has never synced the item
 * @param problems what could not be applied
 */
public record EnvelopePreview(
        List<Entry> fresh,
        List<Entry> changed,
        List<Entry> unchanged,
        List<Entry> conflicts,
        List<ItemProblem> problems) {

    /** Of an envelope without items. */
    public static final EnvelopePreview NOTHING =
            new EnvelopePreview(List.of(), List.of(), List.of(), List.of(), List.of());

    public EnvelopePreview {
        fresh = List.copyOf(fresh);
        changed = List.copyOf(changed);
        unchanged = List.copyOf(unchanged);
        conflicts = List.copyOf(conflicts);
        problems = List.copyOf(problems);
    }

    /**
     * An item and both sides of it.
     *
     * @param cloud null where the server never had it
     * @param detail why it is in its list; null where that goes without saying
     */
    public record Entry(
            RecordKey key, State local, @Nullable State cloud, @Nullable String detail) {

        private void write(JsonOut out) {
            out.beginObject();
            out.name("item_type").text(key.collection());
            out.name("item_id").text(key.id());
            if (detail != null) {
                out.name("detail").text(detail);
            }
            out.name("local");
            local.write(out);
            if (cloud != null) {
                out.name("cloud");
                cloud.write(out);
            }
            out.endObject();
        }

        private static Entry read(Members entry) {
            return new Entry(
                    new RecordKey(entry.text("item_type"), entry.text("item_id")),
                    State.read(entry.members("local")),
                    entry.has("cloud") ? State.read(entry.members("cloud")) : null,
                    entry.optionalText("detail"));
        }
    }

    /**
     * What one side has.
     *
     * @param contentHash null where it is deleted
     * @param device that wrote it last
     * @param content null where it is not told: only conflicts are shown, and only so many bytes
     */
    public record State(
            @Nullable String contentHash,
            Instant updated,
            String device,
            boolean deleted,
            Value.@Nullable Obj content) {

        /** The same without its content. */
        public State withoutContent() {
            return new State(contentHash, updated, device, deleted, null);
        }

        private void write(JsonOut out) {
            out.beginObject();
            if (content != null) {
                out.name("content").value(content);
            }
            out.name("content_hash").textOrNull(contentHash);
            if (deleted) {
                out.name("deleted").flag(true);
            }
            out.name("device_id").text(device);
            out.name("updated_utc").instant(updated);
            out.endObject();
        }

        private static State read(Members state) {
            return new State(
                    state.optionalText("content_hash"),
                    state.instant("updated_utc"),
                    state.text("device_id"),
                    state.flag("deleted", false),
                    state.optionalFields("content"));
        }
    }

    /** Both as one. */
    public EnvelopePreview plus(EnvelopePreview more) {
        return new EnvelopePreview(
                joined(fresh, more.fresh),
                joined(changed, more.changed),
                joined(unchanged, more.unchanged),
                joined(conflicts, more.conflicts),
                joined(problems, more.problems));
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /** As it is sent. */
    public byte[] bytes() {
        JsonOut out = new JsonOut(4096).beginObject();
        write("new", fresh, out);
        write("changed", changed, out);
        write("unchanged", unchanged, out);
        write("conflicts", conflicts, out);
        out.name("problems");
        ItemProblem.writeAll(problems, out);
        out.name("summary").beginObject();
        out.name("new").number(fresh.size());
        out.name("changed").number(changed.size());
        out.name("unchanged").number(unchanged.size());
        out.name("conflicts").number(conflicts.size());
        out.name("problems").number(problems.size());
        return out.endObject().endObject().bytes();
    }

    private static void write(String name, List<Entry> entries, JsonOut out) {
        out.name(name).beginArray();
        entries.forEach(entry -> entry.write(out));
        out.endArray();
    }

    /**
     * Reads a preview.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is no preview
     */
    public static EnvelopePreview read(byte[] bytes) {
        Flaws flaws = new Flaws();
        Members preview = Members.of(Json.read(bytes, JsonLimits.STORED), "", flaws);
        EnvelopePreview read =
                new EnvelopePreview(
                        entries(preview, "new"),
                        entries(preview, "changed"),
                        entries(preview, "unchanged"),
                        entries(preview, "conflicts"),
                        ItemProblem.readAll(preview));
        flaws.check();
        return read;
    }

    private static List<Entry> entries(Members preview, String name) {
        List<Entry> entries = new ArrayList<>();
        preview.objects(name).forEach(entry -> entries.add(Entry.read(entry)));
        return entries;
    }
}

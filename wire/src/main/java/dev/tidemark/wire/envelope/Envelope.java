package dev.tidemark.wire.envelope;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.Commands;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A portable file of records, all of one source.
 *
 * @param exported when it was made, by the source's clock
 * @param items readable or not, in their order
 */
public record Envelope(Source source, Instant exported, List<EnvelopeItem> items) {

    public Envelope {
        items = List.copyOf(items);
    }

    /**
     * Where an envelope comes from.
     *
     * @param kind of place: the app's word, or {@link #CLOUD}
     * @param appVersion of what made it; null where it does not say
     * @param deviceId whose records these are; {@link #NOBODY} for nobody's in particular
     */
    public record Source(String kind, @Nullable String appVersion, String deviceId) {

        /** The kind of what a server exports. */
        public static final String CLOUD = "tidemark_cloud";

        /** The device of what a server exports for nobody in particular. */
        public static final String NOBODY = "cloud";

        /** Whether a server made it, so that its time is by the server's clock. */
        public boolean isCloud() {
            return kind.equals(CLOUD);
        }

        private void write(JsonOut out) {
            out.beginObject();
            out.name("app_version").textOrNull(appVersion);
            out.name("device_id").text(deviceId);
            out.name("kind").text(kind);
            out.endObject();
        }
    }

    /** How many items a body holds; 0 where it is no envelope. To be asked before reading it. */
    public static int count(Value body) {
        return body instanceof Value.Obj envelope
                        && envelope.members().get("items") instanceof Value.Array items
                ? items.items().size()
                : 0;
    }

    /**
     * Reads an envelope of any version that is understood. What is wrong with one item is that
     * one's affair.
     *
     * @param place of the envelope in what is read (RFC 6901)
     * @throws UnsupportedVersion if its version is not understood
     * @throws dev.tidemark.wire.json.InvalidInput if the frame around the items is wrong
     */
    public static Envelope read(Value body, String place) {
        Flaws flaws = new Flaws();
        Members envelope = Members.of(EnvelopeVersions.migrated(body), place, flaws);
        Members source = envelope.members("source");
        Source from =
                new Source(
                        source.name("kind", Commands.NAME_CHARACTERS_MAX),
                        source.optionalName("app_version", Commands.NAME_CHARACTERS_MAX),
                        source.name("device_id", Commands.NAME_CHARACTERS_MAX));
        Instant exported = envelope.instant("exported_utc");
        if (!envelope.has("items")) {
            envelope.flaw("items", "is missing; it must be an array");
        }
        List<Value> items = envelope.items("items");
        flaws.check();
        List<EnvelopeItem> read = new ArrayList<>(items.size());
        for (Value item : items) {
            read.add(EnvelopeItem.read(item, place + "/items/" + read.size()));
        }
        return new Envelope(from, exported, read);
    }

    /** The envelope of these items, as it is sent and kept. */
    public static byte[] bytes(Source source, Instant exported, List<EnvelopeItem.Sound> items) {
        JsonOut out = new JsonOut().beginObject();
        out.name("exported_utc").instant(exported);
        out.name("items");
        EnvelopeItem.writeAll(items, out);
        writeEnd(source, out);
        return out.endObject().bytes();
    }

    /** What stands before the items of an envelope that is written piece by piece. */
    public static byte[] head(Instant exported) {
        byte[] whole =
                new JsonOut()
                        .beginObject()
                        .name("exported_utc")
                        .instant(exported)
                        .endObject()
                        .bytes();
        String head = new String(whole, 0, whole.length - 1, StandardCharsets.UTF_8);
        return (head + ",\"items\":[").getBytes(StandardCharsets.UTF_8);
    }

    /** What stands behind them. */
    public static byte[] tail(Source source) {
        JsonOut out = new JsonOut().beginObject();
        writeEnd(source, out);
        String whole = new String(out.endObject().bytes(), StandardCharsets.UTF_8);
        return ("]," + whole.substring(1)).getBytes(StandardCharsets.UTF_8);
    }

    private static void writeEnd(Source source, JsonOut out) {
        out.name("schema_version").text(EnvelopeVersions.CURRENT);
        out.name("source");
        source.write(out);
    }
}

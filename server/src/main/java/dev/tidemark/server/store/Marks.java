package dev.tidemark.server.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The last mutation of each device of one record: a device that sends it once more is recognised
/// without a search through the log. Immutable.
///
/// @param byDevice the names are those in dots
public record Marks(SortedMap<String, Mark> byDevice) {

    public static final Marks NONE = new Marks(new TreeMap<>());

    /// @param seq of the change that the mutation became
    public record Mark(long seq, String mutationId) {}

    /// Takes over the map, which must not be changed any more.
    public Marks {
        byDevice = Collections.unmodifiableSortedMap(byDevice);
    }

    /// A device's last mutation; null where it has none.
    public @Nullable Mark of(String device) {
        return byDevice.get(device);
    }

    /// These marks with a device's newest mutation.
    public Marks with(String device, Mark mark) {
        TreeMap<String, Mark> more = new TreeMap<>(byDevice);
        more.put(device, mark);
        return new Marks(more);
    }

    /// These marks without those of some devices.
    public Marks without(Collection<String> devices) {
        TreeMap<String, Mark> fewer = new TreeMap<>(byDevice);
        fewer.keySet().removeAll(devices);
        return new Marks(fewer);
    }

    /// These marks without those of changes up to a seq.
    public Marks behind(long seq) {
        TreeMap<String, Mark> fewer = new TreeMap<>(byDevice);
        fewer.values().removeIf(mark -> mark.seq() <= seq);
        return new Marks(fewer);
    }

    /// Whether a state was joined to the record, see [ChangeRow#isJoin].
    public boolean anyJoin() {
        return byDevice.keySet().stream().anyMatch(name -> name.startsWith(ChangeRow.JOINED_BY));
    }

    /// Reads what [#bytes] wrote.
    static Marks read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        TreeMap<String, Mark> marks = new TreeMap<>();
        while (in.hasRemaining()) {
            marks.put(text(in), new Mark(in.getLong(), text(in)));
        }
        return new Marks(marks);
    }

    /// For each device its name, the seq and the mutation's id; texts with their length before
    /// them.
    byte[] bytes() {
        byte[][] texts = new byte[2 * byDevice.size()][];
        int size = 0;
        int at = 0;
        for (Map.Entry<String, Mark> entry : byDevice.entrySet()) {
            texts[at] = entry.getKey().getBytes(StandardCharsets.UTF_8);
            texts[at + 1] = entry.getValue().mutationId().getBytes(StandardCharsets.UTF_8);
            size +=
                    Short.BYTES
                            + texts[at].length
                            + Long.BYTES
                            + Short.BYTES
                            + texts[at + 1].length;
            at += 2;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        at = 0;
        for (Mark mark : byDevice.values()) {
            put(out, texts[at]);
            out.putLong(mark.seq());
            put(out, texts[at + 1]);
            at += 2;
        }
        return out.array();
    }

    private static void put(ByteBuffer out, byte[] text) {
        if (text.length > 0xffff) {
            throw new IllegalArgumentException("An id of " + text.length + " bytes is too long");
        }
        out.putShort((short) text.length).put(text);
    }

    private static String text(ByteBuffer in) {
        byte[] text = new byte[in.getShort() & 0xffff];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}

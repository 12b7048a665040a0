package dev.tidemark.wire.envelope;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Cuts an envelope into ones that a server takes at once. */
public final class EnvelopeParts {

    /** As many as a server takes in one request. */
    public static final int ITEMS_MAX = 1_000;

    /** As long as a request may be, less what stands around the items. */
    public static final int BYTES_MAX = (8 << 20) - (64 << 10);

    private static final String ITEMS = "items";

    private EnvelopeParts() {}

    /**
     * The parts of an envelope, in the current version. What is small enough stays whole.
     *
     * @throws InvalidInput if it is no envelope, or an item that stands in it twice would be cut
     *     apart
     * @throws UnsupportedVersion if it is of a version that is not understood
     */
    public static List<byte[]> of(Value body) {
        Value.Obj envelope = EnvelopeVersions.migrated(body);
        Envelope.read(envelope, "");
        List<Value> items =
                envelope.members().get(ITEMS) instanceof Value.Array array
                        ? array.items()
                        : List.of();
        List<List<Value>> parts = cut(items);
        if (parts.size() > 1) {
            requireOnce(items);
        }
        return parts.stream()
                .map(part -> Json.bytes(envelope.with(ITEMS, Value.of(part))))
                .toList();
    }

    private static List<List<Value>> cut(List<Value> items) {
        List<List<Value>> parts = new ArrayList<>();
        List<Value> part = new ArrayList<>();
        long bytes = 0;
        for (Value item : items) {
            int more = Json.bytes(item).length + 1;
            if (!part.isEmpty() && (part.size() == ITEMS_MAX || bytes + more > BYTES_MAX)) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(item);
            bytes += more;
        }
        parts.add(part);
        return parts;
    }

    /** The server refuses the second one, but only where it sees both. */
    private static void requireOnce(List<Value> items) {
        Set<List<Value>> keys = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Value.Obj item) {
                Value type = item.members().getOrDefault("item_type", Value.NULL);
                Value id = item.members().getOrDefault("item_id", Value.NULL);
                if (!keys.add(List.of(type, id))) {
                    throw InvalidInput.at(
                            "/items/" + i, "is in the envelope twice; take one of the two out");
                }
            }
        }
    }
}

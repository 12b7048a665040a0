package dev.tidemark.server.envelope;

import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules.IdKind;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.server.engine.Asking;
import dev.tidemark.wire.envelope.EnvelopeItem;
import dev.tidemark.wire.envelope.EnvelopeItem.Sound;
import dev.tidemark.wire.envelope.EnvelopeItem.Unsound;
import dev.tidemark.wire.envelope.ItemProblem;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.Members;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks at the items of an envelope one by one, before any record is looked at: whether the app
/// has such things, and whether they are of its shape.
final class Vouched {

    private final Asking asking;
    private final long recordBytesMax;
    private final Set<RecordKey> before = new HashSet<>();

    private Vouched(Asking asking, long recordBytesMax) {
        this.asking = asking;
        this.recordBytesMax = recordBytesMax;
    }

    /// The same items, those among the unsound that this app cannot take.
    ///
    /// @param recordBytesMax how long a content may be, in bytes of JSON
    static List<EnvelopeItem> of(List<EnvelopeItem> items, Asking asking, long recordBytesMax) {
        Vouched vouched = new Vouched(asking, recordBytesMax);
        List<EnvelopeItem> looked = new ArrayList<>(items.size());
        for (EnvelopeItem item : items) {
            looked.add(
                    switch (item) {
                        case Unsound unsound -> unsound;
                        case Sound sound -> vouched.looked(sound);
                    });
        }
        return looked;
    }

    private EnvelopeItem looked(Sound item) {
        RecordKey key = item.key();
        if (!before.add(key)) {
            return unsound(
                    item,
                    "is in the envelope twice, and only the first one counts; send the other in an"
                            + " envelope of its own if it is meant",
                    List.of());
        }
        Acceptance acceptance = asking.app().acceptance(key.collection());
        if (acceptance == null || !asking.principal().mayRead(key.collection())) {
            return unsound(item, "is of an item_type that " + known(), List.of());
        }
        if (acceptance.rules().id() == IdKind.UUID && !Members.isUuid(key.id())) {
            return unsound(item, "needs a UUID as its item_id", List.of());
        }
        String tooLong = tooLong(item);
        if (tooLong != null) {
            return unsound(item, tooLong, List.of());
        }
        List<Flaw> flaws = acceptance.shape().flaws(item.content());
        return flaws.isEmpty()
                ? item
                : unsound(
                        item,
                        "does not fit the schema: "
                                + flaws.getFirst().pointer()
                                + " "
                                + flaws.getFirst().message(),
                        flaws);
    }

    private String known() {
        List<String> types =
                asking.app().rules().collections().keySet().stream()
                        .filter(name -> asking.principal().mayRead(name))
                        .toList();
        return "this app does not have, or this credential may not see; there are "
                + String.join(", ", types);
    }

    private @Nullable String tooLong(Sound item) {
        long bytes = Json.bytes(item.content()).length;
        return bytes <= recordBytesMax
                ? null
                : "is %d bytes long, and an item has at most %d".formatted(bytes, recordBytesMax);
    }

    private static Unsound unsound(Sound item, String what, List<Flaw> flaws) {
        RecordKey key = item.key();
        return new Unsound(
                new ItemProblem(key.collection(), key.id(), "This item " + what + ".", flaws));
    }
}

package dev.tidemark.wire.upload;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.merge.Winner;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.schema.FieldRules.Order;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.RecordEntry;
import dev.tidemark.wire.json.Instants;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as contract 4 shows it.
 *
 * @param updatedAt when the write was made that made the record what it is, by its device's clock:
 *     of concurrent ones, the one that won
 * @param deletedAt the same time for a deleted record; null for one that lives
 * @param data the whole record; of a deleted one, what it was
 * @param version the seq of its latest change
 * @param deviceId who made that write
 */
public record DownloadedChange(
        RecordKey key,
        Instant updatedAt,
        @Nullable Instant deletedAt,
        Value.Obj data,
        long version,
        String deviceId) {

    /** A record, told in this contract. */
    public static DownloadedChange of(RecordEntry entry, Duration skew) {
        Sibling shown = shown(entry, skew);
        Instant at = shown.stamp().clock();
        return new DownloadedChange(
                entry.key(),
                at,
                entry.deleted() ? at : null,
                entry.fields(),
                entry.version(),
                asker(shown.dot()));
    }

    /** Every write says whether its record lives: the one that won of those that say what is so. */
    private static Sibling shown(RecordEntry entry, Duration skew) {
        Value alive = entry.deleted() ? Value.FALSE : Value.TRUE;
        List<Sibling> saying =
                entry.state().alive().siblings().stream()
                        .filter(sibling -> alive.equals(sibling.value()))
                        .toList();
        return Winner.of(saying, Order.CLIENT, skew);
    }

    /** What the server writes for a device it writes under a name that ends in the device's. */
    private static String asker(Dot dot) {
        return dot.device().substring(dot.device().lastIndexOf(':') + 1);
    }

    void write(JsonOut out) {
        out.beginObject();
        out.name("entityType").text(key.collection());
        out.name("id").text(key.id());
        out.name("updatedAt").instant(updatedAt);
        out.name("deletedAt").textOrNull(deletedAt == null ? null : Instants.text(deletedAt));
        out.name("data").value(data);
        out.name("version").number(version);
        out.name("deviceId").text(deviceId);
        out.endObject();
    }

    static DownloadedChange read(Members change) {
        return new DownloadedChange(
                new RecordKey(change.text("entityType"), change.text("id")),
                change.instant("updatedAt"),
                change.optionalInstant("deletedAt"),
                change.fields("data"),
                change.whole("version", 0, Members.WHOLE_MAX),
                change.text("deviceId"));
    }
}

package dev.tidemark.client.local;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Derives from the records what depends on the schema, once it is another one. */
final class Rederiving {

    private static final int PAGE = 500;

    private final AppRules rules;
    private final RecordTable records;
    private final NaturalKeyTable naturalKeys;
    private final QueuedRecord queuedRecord;

    Rederiving(Tx tx, DeviceRow device, AppRules rules, Instant now) {
        this.rules = rules;
        this.records = new RecordTable(tx);
        this.naturalKeys = new NaturalKeyTable(tx);
        this.queuedRecord = new QueuedRecord(tx, device, rules, now);
    }

    void all() {
        for (RecordRow row : records.withLocal()) {
            // From the queue, as a field may have another kind now, and its local state not.
            queuedRecord.rebuild(row.key());
        }
        naturalKeys.clear();
        for (CollectionRules collection : rules.schema().collections().values()) {
            if (collection.naturalKey() != null) {
                nameAll(collection);
            }
        }
    }

    private void nameAll(CollectionRules collection) {
        String after = "";
        List<RecordRow> page = page(collection, after);
        while (!page.isEmpty()) {
            for (RecordRow row : page) {
                EncodedEntry entry = EncodedEntry.of(row.shown());
                RecordKey key = row.key();
                naturalKeys.save(key, collection, Bodies.shown(row.deleted(), entry.fields()));
                after = key.id();
            }
            page = page(collection, after);
        }
    }

    private List<RecordRow> page(CollectionRules collection, String after) {
        List<RecordRow> page = new ArrayList<>();
        records.each(collection.name(), after, false, PAGE, page::add);
        return page;
    }
}

package dev.tidemark.client.local;

import dev.tidemark.core.merge.NaturalKeys;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.sql.Tx;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which live record has which natural key, within one transaction. */
final class NaturalKeyTable {

    private final Tx tx;

    NaturalKeyTable(Tx tx) {
        this.tx = tx;
    }

    /** Another live record with this key. */
    Optional<String> holder(RecordKey asking, String text) {
        return tx.first(
                "SELECT id FROM natural_key WHERE collection = ? AND text = ? AND id <> ?",
                row -> row.getText(1),
                asking.collection(),
                text,
                asking.id());
    }

    /** The key of a record; null where it has none. */
    @Nullable String of(RecordKey key) {
        List<String> texts =
                tx.list(
                        "SELECT text FROM natural_key WHERE collection = ? AND id = ?",
                        row -> row.getText(1),
                        key.collection(),
                        key.id());
        return texts.isEmpty() ? null : texts.get(0);
    }

    /** Notes what a record is called now; a null view for a record that is gone. */
    void save(RecordKey key, CollectionRules rules, @Nullable View view) {
        if (rules.naturalKey() == null) {
            return;
        }
        String text = view == null ? null : NaturalKeys.of(rules.naturalKey(), view);
        tx.update(
                "DELETE FROM natural_key WHERE collection = ? AND id = ?",
                key.collection(),
                key.id());
        if (text != null) {
            tx.update(
                    "INSERT INTO natural_key (collection, text, id) VALUES (?, ?, ?)",
                    key.collection(),
                    text,
                    key.id());
        }
    }

    void clear() {
        tx.update("DELETE FROM natural_key");
    }
}

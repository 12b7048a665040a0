package dev.tidemark.wire.schema;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.IdKind;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.wire.json.Members;

/** Which records an app can have. */
public final class RecordKeys {

    private RecordKeys() {}

    /**
     * Notes what is wrong with a key that was read from two members, and is whole: that its app has
     * no such collection, or that the collection's ids are others.
     *
     * @param collectionMember as the contract calls it
     * @param idMember as the contract calls it
     */
    public static void check(
            RecordKey key,
            Members members,
            String collectionMember,
            String idMember,
            SyncSchema schema) {
        if (key.collection().isEmpty()) {
            return;
        }
        CollectionRules rules = schema.collection(key.collection());
        if (rules == null || key.collection().equals("*")) {
            members.flaw(
                    collectionMember,
                    "this app has no collection of that name; it has "
                            + String.join(", ", schema.collections().keySet()));
        } else if (rules.id() == IdKind.UUID && !key.id().isEmpty()) {
            members.uuid(idMember);
        }
    }
}

package dev.tidemark.server.app;

import dev.tidemark.core.schema.FieldsInUse;
import dev.tidemark.server.store.AccountRow;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;

/// Which fields the records of an app hold, deleted records included. Looks at every record of a
/// collection that could, in the accounts of the app, so it is for publishing a schema only.
///
/// @param tx in which the schema is published, so that no record comes in between
record StoredFields(Tx tx, String app) implements FieldsInUse {

    @Override
    public boolean mayHold(String collection, String field) {
        if (collection.equals("*")) {
            return true; // Collections without a name of their own are too many to look at.
        }
        return AccountRow.ofApp(tx, app).stream()
                .anyMatch(account ->
                        RecordRow.anyNaming(
                                tx, account, collection, field, body -> holds(body, field)));
    }

    private static boolean holds(byte[] body, String field) {
        return EncodedEntry.of(body).decoded().state().units().containsKey(field);
    }
}

package dev.tidemark.client;

import dev.tidemark.client.local.RecordRow;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.EncodedEntry;
import org.jspecify.annotations.Nullable;

/**
 * A record as this device shows it: what the server told last, with what waits to be sent.
 *
 * @param fields of a deleted record, what a restore would bring back
 * @param pending whether some of it waits to be confirmed by the server
 * @param disputed whether a person has to decide something within it; the best value is shown
 * @param version the place of its latest change in the account's log; 0 where the server does not
 *     know the record yet
 */
public record LocalRecord(
        RecordKey key,
        Value.Obj fields,
        boolean deleted,
        boolean pending,
        boolean disputed,
        long version) {

    static LocalRecord of(RecordRow row) {
        return new LocalRecord(
                row.key(),
                EncodedEntry.of(row.shown()).fields(),
                row.deleted(),
                row.pending(),
                row.disputed(),
                Math.abs(row.seq()));
    }

    /** The record's id. */
    public String id() {
        return key.id();
    }

    /** A field's value; null where the record does not have the field. */
    public @Nullable Value field(String name) {
        return fields.members().get(name);
    }

    /** A field's text; null where the field is missing or no text. */
    public @Nullable String text(String name) {
        return field(name) instanceof Value.Text text ? text.value() : null;
    }

    /** Whether a field is there and true. */
    public boolean isTrue(String name) {
        return Value.TRUE.equals(field(name));
    }

    /** The fields as JSON. */
    public String json() {
        return fields.toString();
    }
}

package dev.tidemark.cli.transfer;

import dev.tidemark.cli.transfer.Rows.Row;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Says which record a row is.
///
/// @param collection of all rows; null where each row names its own, as an export does
/// @param ids where ids come from
/// @param constants fields that every record gets
record EntryReader(@Nullable String collection, IdOptions ids, Value.Obj constants) {

    /// @throws IllegalArgumentException if the row is no record; the message says why
    Entry entry(Row.Fields row) {
        return collection == null
                ? exported(row)
                : new Entry(
                        row.line(),
                        new RecordKey(collection, ids.id(collection, row.line(), row.fields())),
                        with(row.fields()));
    }

    private Entry exported(Row.Fields row) {
        TreeMap<String, Value> members = new TreeMap<>(row.fields().members());
        if (members.get("collection") instanceof Value.Text named
                && members.get("id") instanceof Value.Text id
                && members.get("fields") instanceof Value.Obj fields) {
            return new Entry(row.line(), new RecordKey(named.value(), id.value()), with(fields));
        }
        throw new IllegalArgumentException(
                "without --collection, a line is {\"collection\": …, \"id\": …, \"fields\": {…}}");
    }

    private Value.Obj with(Value.Obj fields) {
        TreeMap<String, Value> all = new TreeMap<>(fields.members());
        all.putAll(constants.members());
        return new Value.Obj(all);
    }
}

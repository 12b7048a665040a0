package dev.tidemark.client;

import dev.tidemark.client.fault.RefusedException;
import dev.tidemark.client.local.Draft;
import dev.tidemark.client.local.LocalWriter;
import dev.tidemark.client.local.RecordTable;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.Mutation.Correction;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The records of one collection. Reading and writing work without any network; every write is on
 * the disk, and queued for the server, when its method returns. A write that the app's schema does
 * not allow is refused at once with a {@link RefusedException}, and nothing of it is kept.
 *
 * <p>Thread-safe, except within a {@link Batch}.
 */
public final class Records {

    /** Most records that are read at once while listing. */
    private static final int PAGE = 200;

    private final String collection;
    private final Access access;

    Records(String collection, Access access) {
        this.collection = collection;
        this.access = access;
    }

    /** The collection's name. */
    public String collection() {
        return collection;
    }

    /** Makes a record under a new id, which is returned. */
    public String create(Value.Obj fields) {
        return access.write(writer -> {
            String id = writer.newId();
            write(writer, Draft.of(key(id), Op.CREATE, fields));
            return id;
        });
    }

    /** Makes a record under an id; where there is one, its fields are set. */
    public void create(String id, Value.Obj fields) {
        write(Draft.of(key(id), Op.CREATE, fields));
    }

    /**
     * Makes sure that a record has these fields: makes it, brings it back if it was deleted, and
     * writes only what differs. Fields that are not named stay as they are. An array for a set says
     * which elements it has, a number for a counter where it stands.
     *
     * @return whether anything had to be written
     */
    public boolean put(String id, Value.Obj fields) {
        return access.write(writer -> put(writer, id, fields, false));
    }

    /** Like {@link #put}; a null is written only where the record has that field. */
    boolean putObject(String id, Value.Obj fields) {
        return access.write(writer -> put(writer, id, fields, true));
    }

    private boolean put(
            LocalWriter writer, String id, Value.Obj fields, boolean nullMayMeanAbsent) {
        RecordKey key = key(id);
        View view = writer.view(key);
        Value.Obj shown = view == null ? Value.Obj.EMPTY : view.fields();
        Value.Obj wanted = nullMayMeanAbsent ? withoutNulls(fields, shown) : fields;
        Value.Obj writes = Difference.of(writer.rules().rulesFor(collection), shown, wanted);
        if (view != null && !view.deleted() && writes.members().isEmpty()) {
            return false;
        }
        Op op = view == null ? Op.CREATE : view.deleted() ? Op.RESTORE : Op.UPDATE;
        write(writer, Draft.of(key, op, writes));
        return true;
    }

    /**
     * Writes these fields, whatever they are now. A set takes {@code {"add": [...], "remove":
     * [...]}} or an array that adds, a counter {@code {"increment": n}}.
     */
    public void update(String id, Value.Obj fields) {
        write(Draft.of(key(id), Op.UPDATE, fields));
    }

    /** Takes fields away. A field that was taken away differs from one that is null. */
    public void unset(String id, String... names) {
        write(new Draft(key(id), Op.UPDATE, Value.Obj.EMPTY, List.of(names), null));
    }

    /** Deletes a record; {@link #restore} brings it back. */
    public void delete(String id) {
        write(Draft.of(key(id), Op.DELETE, Value.Obj.EMPTY));
    }

    /** Brings a deleted record back as it was. */
    public void restore(String id) {
        write(Draft.of(key(id), Op.RESTORE, Value.Obj.EMPTY));
    }

    /** Changes a record that its lifecycle froze, and says why and who answers for it. */
    public void correct(String id, Value.Obj fields, String reason, String correctedBy) {
        write(
                new Draft(
                        key(id),
                        Op.CORRECT,
                        fields,
                        List.of(),
                        new Correction(reason, correctedBy)));
    }

    /** Adds to a counter; concurrent increments add up. */
    public void increment(String id, String counter, long by) {
        update(id, Fields.of(counter, Fields.of("increment", by)));
    }

    /** Adds elements to a set; any objects that {@link Fields#value} takes. */
    public void add(String id, String set, Object... elements) {
        update(id, Fields.of(set, Fields.of("add", Arrays.asList(elements))));
    }

    /** Removes elements from a set; what others add at the same time stays. */
    public void remove(String id, String set, Object... elements) {
        update(id, Fields.of(set, Fields.of("remove", Arrays.asList(elements))));
    }

    /** A live record. */
    public Optional<LocalRecord> get(String id) {
        return find(id).filter(record -> !record.deleted());
    }

    /** A record, deleted or not. */
    public Optional<LocalRecord> find(String id) {
        return access.read(tx -> new RecordTable(tx).find(key(id)).map(LocalRecord::of));
    }

    /** All live records, by id. For large collections see {@link #each}. */
    public List<LocalRecord> list() {
        return list(Query.all());
    }

    /** The records that a query asks for, by id. */
    public List<LocalRecord> list(Query query) {
        List<LocalRecord> found = new ArrayList<>();
        each(query, found::add);
        return found;
    }

    /**
     * Hands on the records that a query asks for, by id, page by page: a large collection never is
     * in memory whole. What changes meanwhile may or may not be seen.
     */
    public void each(Query query, Consumer<LocalRecord> to) {
        String after = query.after();
        int left = query.limit();
        List<LocalRecord> page = page(query, after);
        while (!page.isEmpty() && left > 0) {
            for (LocalRecord record : page) {
                after = record.id();
                if (left > 0 && query.matches(record)) {
                    left--;
                    to.accept(record);
                }
            }
            page = left > 0 ? page(query, after) : List.of();
        }
    }

    private List<LocalRecord> page(Query query, String after) {
        return access.read(tx -> {
            List<LocalRecord> page = new ArrayList<>();
            new RecordTable(tx)
                    .each(
                            collection,
                            after,
                            query.deleted(),
                            PAGE,
                            row -> page.add(LocalRecord.of(row)));
            return page;
        });
    }

    /** How many live records there are. */
    public long count() {
        return access.read(tx -> new RecordTable(tx).count(collection));
    }

    /** These fields without those that are null, unless they are shown. */
    static Value.Obj withoutNulls(Value.Obj fields, Value.Obj shown) {
        return fields.without(
                fields.members().keySet().stream()
                        .filter(name -> Value.NULL.equals(fields.members().get(name)))
                        .filter(name -> !shown.members().containsKey(name))
                        .toList());
    }

    private void write(Draft draft) {
        access.write(writer -> write(writer, draft));
    }

    private String write(LocalWriter writer, Draft draft) {
        return writer.write(draft, access.group());
    }

    private RecordKey key(String id) {
        return new RecordKey(collection, id);
    }
}

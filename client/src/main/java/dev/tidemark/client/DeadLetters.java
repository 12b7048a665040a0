package dev.tidemark.client;

import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.fault.SyncException.Kind;
import dev.tidemark.client.local.Bodies;
import dev.tidemark.client.local.Draft;
import dev.tidemark.client.local.LocalFile;
import dev.tidemark.client.local.LocalWriter;
import dev.tidemark.client.queue.DeadLetterRow;
import dev.tidemark.client.queue.DeadLetterTable;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.sql.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The mutations that the server refused for good. They stay until a person requeues or discards
 * them. Thread-safe.
 */
public final class DeadLetters {

    private final LocalFile file;
    private final Consumer<Set<RecordKey>> changed;

    DeadLetters(LocalFile file, Consumer<Set<RecordKey>> changed) {
        this.file = file;
        this.changed = changed;
    }

    /**
     * One of them.
     *
     * @param id its number on this device
     * @param mutation what was to be done
     * @param code why not, as a stable name
     * @param detail why not, in a sentence
     * @param errors the places, where there are any
     * @param conflictId the conflict to decide on; null for none
     * @param traceId what the server's logs call it; null where unknown
     */
    public record DeadLetter(
            long id,
            Mutation mutation,
            String code,
            String detail,
            List<Flaw> errors,
            @Nullable String conflictId,
            @Nullable String traceId,
            Instant refusedAt) {}

    /** All of them, oldest first. */
    public List<DeadLetter> list() {
        return file.read(
                tx -> new DeadLetterTable(tx).list().stream().map(DeadLetters::letter).toList());
    }

    /** One of them. */
    public DeadLetter get(long id) {
        return letter(file.read(tx -> find(tx, id)));
    }

    /**
     * Writes it once more, as it was, on top of the record as it is now; with all of its group, if
     * it had one.
     *
     * @throws dev.tidemark.client.fault.RefusedException if it is still not allowed; it then stays
     */
    public void requeue(long id) {
        requeue(id, null);
    }

    /** Writes it once more with other fields; those that are not named stay away. */
    public void requeue(long id, Value.@Nullable Obj fields) {
        Set<RecordKey> written =
                file.write(writer -> {
                    requeue(writer, find(writer.tx(), id), fields);
                    return writer.written();
                });
        changed.accept(written);
    }

    /** Lets one go for good. */
    public void discard(long id) {
        file.change(tx -> {
            new DeadLetterTable(tx).remove(find(tx, id).id());
            return null;
        });
    }

    private static void requeue(
            LocalWriter writer, DeadLetterRow letter, Value.@Nullable Obj fields) {
        DeadLetterTable table = new DeadLetterTable(writer.tx());
        String group = letter.group();
        List<DeadLetterRow> all = group == null ? List.of(letter) : table.group(group);
        String newGroup = group == null || all.size() == 1 ? null : writer.newId();
        for (DeadLetterRow each : all) {
            Mutation mutation = mutation(each);
            Value.Obj edited = each.id() == letter.id() ? fields : null;
            writer.write(
                    new Draft(
                            mutation.key(),
                            op(writer, mutation),
                            edited == null ? mutation.fields() : edited,
                            edited == null ? mutation.unset() : List.of(),
                            mutation.correction()),
                    newGroup);
            table.remove(each.id());
        }
    }

    /** An update of a record that is not there any more makes it anew: that is what is wanted. */
    private static Op op(LocalWriter writer, Mutation mutation) {
        boolean gone = writer.state(mutation.key()).isEmpty();
        return gone && mutation.op() == Op.UPDATE ? Op.CREATE : mutation.op();
    }

    private static DeadLetterRow find(Tx tx, long id) {
        return new DeadLetterTable(tx)
                .find(id)
                .orElseThrow(
                        () -> new SyncException(Kind.NOT_FOUND, "there is no dead letter " + id));
    }

    private static DeadLetter letter(DeadLetterRow row) {
        return new DeadLetter(
                row.id(),
                mutation(row),
                row.code(),
                row.detail(),
                row.errors(),
                row.conflictId(),
                row.traceId(),
                row.refusedAt());
    }

    private static Mutation mutation(DeadLetterRow row) {
        return Bodies.mutation(row.body(), row.deviceId());
    }
}

package dev.tidemark.client;

import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.fault.SyncException.Kind;
import dev.tidemark.client.local.BackupTable;
import dev.tidemark.client.local.BackupTable.Kept;
import dev.tidemark.client.local.Draft;
import dev.tidemark.client.local.LocalFile;
import dev.tidemark.client.local.LocalWriter;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.EncodedEntry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What records were before pulls replaced them, and copies of the whole database. Restoring is
 * ordinary writing: it is queued and synced like any other write, and nothing is lost by it.
 * Thread-safe.
 */
public final class Backups {

    private final LocalFile file;
    private final Consumer<Set<RecordKey>> changed;

    Backups(LocalFile file, Consumer<Set<RecordKey>> changed) {
        this.file = file;
        this.changed = changed;
    }

    /**
     * One of them.
     *
     * @param records how many records it holds
     */
    public record Backup(long id, Instant madeAt, String reason, long records) {}

    /** All that are kept, newest first. */
    public List<Backup> list() {
        return file.read(tx ->
                new BackupTable(tx, file.now(), 0)
                        .list().stream()
                                .map(row ->
                                        new Backup(
                                                row.id(),
                                                row.madeAt(),
                                                row.reason(),
                                                row.records()))
                                .toList());
    }

    /**
     * Gives the records that pulls have replaced since a backup the fields that they had before it.
     * Records that came only later stay.
     *
     * @return how many records had to be written
     * @throws SyncException if there is no such backup
     */
    public int restore(long id) {
        Set<RecordKey> written =
                file.write(writer -> {
                    restore(writer, id);
                    return writer.written();
                });
        changed.accept(written);
        return written.size();
    }

    private void restore(LocalWriter writer, long id) {
        BackupTable backups = new BackupTable(writer.tx(), file.now(), 0);
        if (backups.find(id).isEmpty()) {
            throw new SyncException(Kind.NOT_FOUND, "there is no backup " + id);
        }
        List<Kept> all = new ArrayList<>();
        backups.eachSince(id, all::add);
        for (Kept kept : all) {
            restore(writer, kept.key(), EncodedEntry.of(kept.body()));
        }
    }

    private static void restore(LocalWriter writer, RecordKey key, EncodedEntry kept) {
        View view = writer.view(key);
        boolean lives = view != null && !view.deleted();
        if (kept.deleted()) {
            if (lives) {
                writer.write(Draft.of(key, Op.DELETE, Value.Obj.EMPTY), null);
            }
            return;
        }
        Value.Obj shown = view == null ? Value.Obj.EMPTY : view.fields();
        Value.Obj fields =
                Difference.of(writer.rules().rulesFor(key.collection()), shown, kept.fields());
        List<String> unset = new ArrayList<>(shown.members().keySet());
        unset.removeAll(kept.fields().members().keySet());
        if (!lives || !fields.members().isEmpty() || !unset.isEmpty()) {
            Op op = lives ? Op.UPDATE : view == null ? Op.CREATE : Op.RESTORE;
            writer.write(new Draft(key, op, fields, unset, null), null);
        }
    }

    /**
     * Copies the whole database into a new file, while it is in use. Opened, the copy is the same
     * device; once both sync, one of the two takes another id by itself.
     *
     * @throws dev.tidemark.sql.StorageException if there is such a file; it is left alone
     */
    public void copyTo(Path target) {
        file.database().backupTo(target);
    }
}

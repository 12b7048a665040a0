package dev.tidemark.server.envelope;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.engine.LookBack;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.server.store.SyncedRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.RecordAt;
import dev.tidemark.wire.envelope.Envelope;
import dev.tidemark.wire.envelope.EnvelopeItem.Sound;
import dev.tidemark.wire.schema.AppSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Writes the records of an account as an envelope, all as they were at one moment, however long it
/// takes: little is held at once, and nobody is kept from writing meanwhile.
final class Export {

    private static final int RECORDS_AT_ONCE = 64;

    private final Lanes lanes;
    private final Principal caller;
    private final AppSchema app;
    private final @Nullable SortedSet<String> types;
    private final @Nullable String device;
    private final Instant now;
    private final String version;
    private final long seq;
    private final TreeSet<String> given = new TreeSet<>();

    /// @param types the collections wanted; null for all
    /// @param device for which the export is; null for none
    /// @param now when it is made
    /// @param version of the program
    Export(
            Lanes lanes,
            Principal caller,
            AppSchema app,
            @Nullable SortedSet<String> types,
            @Nullable String device,
            Instant now,
            String version) {
        this.lanes = lanes;
        this.caller = caller;
        this.app = app;
        this.types = types;
        this.device = device;
        this.now = now;
        this.version = version;
        this.seq =
                lanes.readNow(tx -> Head.find(tx, caller.accountId()))
                        .orElseThrow(() -> Problem.notFound("account"))
                        .seq();
    }

    /// Writes it.
    void writeTo(OutputStream out) throws IOException {
        out.write(Envelope.head(now));
        boolean first = true;
        for (RecordKey after = new RecordKey("", ""); after != null; ) {
            Page page = page(after);
            for (Sound item : page.items) {
                if (!first) {
                    out.write(',');
                }
                out.write(item.bytes());
                first = false;
            }
            after = page.last;
        }
        noteGiven(); // Before the end: who did not get that has no envelope.
        out.write(Envelope.tail(source()));
    }

    private Envelope.Source source() {
        return new Envelope.Source(
                Envelope.Source.CLOUD, version, device == null ? Envelope.Source.NOBODY : device);
    }

    /// @param last where the next page begins; null at the end
    private record Page(List<Sound> items, @Nullable RecordKey last) {}

    private Page page(RecordKey after) {
        return lanes.readNow(tx -> {
            List<RecordRow> rows = RecordRow.after(tx, caller.accountId(), after, RECORDS_AT_ONCE);
            List<Sound> items = new ArrayList<>();
            Predicate<String> wanted = this::isWanted;
            for (RecordRow row : rows) {
                if (wanted.test(row.key().collection())) {
                    given.add(row.key().collection());
                    item(tx, row).ifPresent(items::add);
                }
            }
            return new Page(items, next(rows));
        });
    }

    /// Behind a collection that is not wanted the next one begins.
    private @Nullable RecordKey next(List<RecordRow> rows) {
        if (rows.size() < RECORDS_AT_ONCE) {
            return null;
        }
        RecordKey last = rows.getLast().key();
        return isWanted(last.collection())
                ? last
                : new RecordKey(last.collection(), Character.toString(Character.MAX_CODE_POINT));
    }

    private boolean isWanted(String collection) {
        return (types == null || types.contains(collection)) && caller.mayRead(collection);
    }

    /// A record as it was when the export began; empty where it was not there.
    private Optional<Sound> item(Tx tx, RecordRow row) {
        if (row.seq() > seq) {
            return LookBack.at(tx, caller.accountId(), app, row, seq)
                    .filter(was -> !was.deleted())
                    .map(Export::item);
        }
        if (row.deleted()) {
            return Optional.empty();
        }
        EncodedEntry entry = EncodedEntry.of(row.body());
        String hash = entry.contentHash();
        return Optional.of(
                hash == null
                        ? Sound.of(row.key(), entry.updatedAt(), entry.fields())
                        : new Sound(row.key(), entry.updatedAt(), hash, entry.fields()));
    }

    private static Sound item(RecordAt was) {
        TreeMap<String, Value> fields = new TreeMap<>();
        Instant updated = Instant.EPOCH;
        for (var field : was.fields().entrySet()) {
            fields.put(field.getKey(), field.getValue().value());
            Instant written = field.getValue().clock();
            updated = written.isAfter(updated) ? written : updated;
        }
        return Sound.of(was.key(), updated, new Value.Obj(fields));
    }

    private void noteGiven() {
        if (device == null) {
            return;
        }
        SyncedRow upToHere = new SyncedRow(seq, now.toEpochMilli());
        lanes.writeNow(
                caller.accountId(),
                tx -> {
                    given.forEach(each -> upToHere.noteGiven(tx, caller.accountId(), device, each));
                    return given.size();
                });
    }
}

package dev.tidemark.cli.transfer;

import dev.tidemark.cli.transfer.Rows.Row;
import dev.tidemark.client.Batch;
import dev.tidemark.client.LocalRecord;
import dev.tidemark.client.Records;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.fault.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One import: rows in, transactions out. A transaction holds whole records and is kept whole, so
/// wherever this ends, the file's beginning is imported and the rest is not.
///
/// Confined to one thread.
final class Importing {

    /// A line that is no record, or one that the app's schema refuses.
    record BadLine(long line, String why) {}

    /// How an import goes about it.
    ///
    /// @param batchRecords records in one transaction
    /// @param from the first line that counts
    /// @param skipBad whether to go on behind a bad line
    /// @param restore whether to bring back what was deleted here
    record Manner(int batchRecords, long from, boolean skipBad, boolean restore) {}

    private final Tidemark tidemark;
    private final EntryReader reader;
    private final Manner manner;
    private final BooleanSupplier stopAsked;
    private final Consumer<Importing> progress;
    private final List<Entry> waiting = new ArrayList<>();
    private final List<BadLine> bad = new ArrayList<>();
    private long written;
    private long unchanged;
    private long deleted;
    private long badCount;
    private long lastLine;
    private boolean stopped;

    /// @param stopAsked whether somebody wants it to end; it then writes what it read, and ends
    /// @param progress told after each transaction
    Importing(
            Tidemark tidemark,
            EntryReader reader,
            Manner manner,
            BooleanSupplier stopAsked,
            Consumer<Importing> progress) {
        this.tidemark = tidemark;
        this.reader = reader;
        this.manner = manner;
        this.stopAsked = stopAsked;
        this.progress = progress;
    }

    /// Most bad lines that are remembered with their reasons.
    static final int BAD_MAX = 50;

    void run(Rows rows) throws IOException {
        try {
            Row row = rows.next();
            while (row != null && !stopped) {
                if (row.line() >= manner.from()) {
                    take(row);
                }
                row = stopped ? null : rows.next();
            }
        } finally {
            write(); // Whatever ended it, what was read before is good.
        }
    }

    private void take(Row row) {
        switch (row) {
            case Row.Bad(long line, String why) -> refuse(line, why);
            case Row.Fields fields -> {
                try {
                    waiting.add(reader.entry(fields));
                } catch (IllegalArgumentException e) {
                    refuse(fields.line(), String.valueOf(e.getMessage()));
                }
            }
        }
        if (stopAsked.getAsBoolean()) {
            write(); // What was read is whole.
            stopped = true;
        } else if (waiting.size() >= manner.batchRecords()) {
            write();
        }
    }

    private void refuse(long line, String why) {
        if (!manner.skipBad()) {
            write();
        }
        if (!stopped) {
            note(line, why);
        }
    }

    /// Without permission to skip it, a bad line is the end.
    private void note(long line, String why) {
        badCount++;
        if (bad.size() < BAD_MAX) {
            bad.add(new BadLine(line, why));
        }
        if (manner.skipBad()) {
            lastLine = line;
        } else {
            stopped = true;
        }
    }

    private void write() {
        if (waiting.isEmpty()) {
            return;
        }
        tidemark.batch(batch -> {
            for (Entry entry : waiting) {
                if (!stopped) {
                    write(batch, entry);
                }
            }
            return null;
        });
        waiting.clear();
        progress.accept(this);
    }

    /// A refused write leaves nothing behind, so the rest of the transaction can go on.
    private void write(Batch batch, Entry entry) {
        Records records = batch.records(entry.key().collection());
        try {
            String id = entry.key().id();
            LocalRecord there = records.find(id).orElse(null);
            if (there != null && there.deleted() && !manner.restore()) {
                deleted++;
            } else if (records.put(id, entry.fields())) {
                written++;
            } else {
                unchanged++;
            }
            lastLine = entry.line();
        } catch (RefusedException e) {
            note(entry.line(), String.valueOf(e.getMessage()));
        }
    }

    /// Records that were made or changed.
    long written() {
        return written;
    }

    /// Records that were here already, as they stand in the file.
    long unchanged() {
        return unchanged;
    }

    /// Records that somebody deleted here, and that stay deleted.
    long deleted() {
        return deleted;
    }

    /// All bad lines that were met.
    long badCount() {
        return badCount;
    }

    /// The first of them.
    List<BadLine> bad() {
        return List.copyOf(bad);
    }

    /// The bad line that ended it; null where none did.
    @Nullable BadLine ending() {
        return stopped && !manner.skipBad() && !bad.isEmpty() ? bad.getFirst() : null;
    }

    /// Whether it ended before the file did.
    boolean stopped() {
        return stopped;
    }

    /// The line with which to go on.
    long next() {
        return Math.max(manner.from(), lastLine + 1);
    }
}

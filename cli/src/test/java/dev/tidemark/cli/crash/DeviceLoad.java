package dev.tidemark.cli.crash;

import dev.tidemark.cli.rig.Dice;
import dev.tidemark.client.Batch;
import dev.tidemark.client.Fields;
import dev.tidemark.client.LocalRecord;
import dev.tidemark.client.Options;
import dev.tidemark.client.Query;
import dev.tidemark.client.Records;
import dev.tidemark.client.SyncResult;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.core.value.Value;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// An app on the client library that writes without end, syncs now and then, and says each thing
/// before it does it and once it is done.
///
/// Every write leaves a mark of its own in a set and adds to a counter, in one mutation: the marks
/// tell afterwards which writes there were, and the counter whether each of them counted once.
///
/// One thread may write and another one sync.
final class DeviceLoad implements AutoCloseable {
    /// What it says, the mark behind it: about to write, and written.
    static final String INTENDS = "intends ";

    static final String WROTE = "wrote ";
    static final String SYNCS = "syncs";

    /// How a sync went that came to its end.
    static final String SYNCED = "synced ";

    /// Why one did not.
    static final String TROUBLE = "trouble ";

    private static final int AT_HAND = 30;
    private static final int WRITES_PER_LOOK = 40;

    private final Tidemark tidemark;
    private final String name;
    private final Dice dice;
    private final List<String> tallies;
    private final Consumer<String> say;
    private List<String> atHand = List.of();
    private long writes;

    /// @param name leads each mark, so no two of them may have the same one
    /// @param tallies the records that all devices count on
    /// @param say takes each line; when it returns, the line is out
    DeviceLoad(
            Tidemark tidemark, String name, Dice dice, List<String> tallies, Consumer<String> say) {
        this.tidemark = tidemark;
        this.name = name;
        this.dice = dice;
        this.tallies = List.copyOf(tallies);
        this.say = say;
    }

    /// Opens a device's database, with the app's schema known from the start.
    static Tidemark open(Path file, URI server, String key) {
        Tidemark tidemark =
                Tidemark.open(
                        file,
                        Options.DEFAULTS
                                .withDeviceName(file.getFileName().toString())
                                .withSchema(Fields.json(Writer.SCHEMA)));
        if (tidemark.status().server() == null) {
            tidemark.enableSync(server, Credential.bearer(key));
        }
        return tidemark;
    }

    /// Writes something.
    void write() {
        if (writes++ % WRITES_PER_LOOK == 0) {
            look();
        }
        int kind = dice.below(100);
        if (atHand.isEmpty() || kind < 6) {
            String id = dice.uuid();
            one(Writer.NOTES, id, fields -> records(Writer.NOTES).create(id, fields));
        } else if (kind < 20) {
            String id = dice.one(tallies);
            one(Writer.TALLIES, id, fields -> count(id, fields));
        } else if (kind < 30) {
            together();
        } else {
            change(dice.one(atHand), kind);
        }
    }

    /// Devices that do not know of each other make the same record, and both count on it.
    private void count(String id, Value.Obj fields) {
        if (records(Writer.TALLIES).find(id).isEmpty()) {
            records(Writer.TALLIES).create(id, fields);
        } else {
            records(Writer.TALLIES).update(id, fields);
        }
    }

    private void look() {
        List<String> ids = new ArrayList<>();
        records(Writer.NOTES).each(Query.all().withDeleted(), record -> ids.add(record.id()));
        List<String> some = new ArrayList<>();
        for (int i = 0; i < Math.min(AT_HAND, ids.size()); i++) {
            some.add(dice.one(ids));
        }
        atHand = some;
    }

    private void change(String id, int kind) {
        if (kind >= 36) {
            one(Writer.NOTES, id, fields -> records(Writer.NOTES).update(id, fields));
            return;
        }
        boolean gone = records(Writer.NOTES).find(id).map(LocalRecord::deleted).orElse(false);
        one(
                Writer.NOTES,
                id,
                fields ->
                        tidemark.batch(batch -> {
                            Records notes = batch.records(Writer.NOTES);
                            notes.update(id, fields);
                            if (!gone) {
                                notes.delete(id);
                            }
                            return true;
                        }));
    }

    private void one(String collection, String id, Consumer<Value.Obj> write) {
        Mark mark = mark(collection, id, "");
        say.accept(INTENDS + mark);
        write.accept(fields(mark));
        say.accept(WROTE + mark);
    }

    /// Writes to several records in a group, of which the server takes all or none.
    private void together() {
        String group = name + "." + writes;
        List<Mark> marks = new ArrayList<>();
        int size = dice.between(2, 4);
        for (int i = 0; i < size; i++) {
            marks.add(mark(Writer.NOTES, dice.one(atHand), group));
        }
        marks.forEach(mark -> say.accept(INTENDS + mark));
        tidemark.group(batch -> marks.forEach(mark -> write(batch, mark)));
        marks.forEach(mark -> say.accept(WROTE + mark));
    }

    private static void write(Batch batch, Mark mark) {
        batch.records(mark.collection()).update(mark.record(), fields(mark));
    }

    private Mark mark(String collection, String id, String group) {
        return new Mark(
                name + "-" + writes + "-" + dice.below(1 << 20),
                collection,
                id,
                dice.between(1, 9),
                group);
    }

    private static Value.Obj fields(Mark mark) {
        return Fields.of(
                "title", "title " + mark.text(),
                "hits", Fields.of("increment", mark.increment()),
                "marks", Fields.of("add", List.of(mark.text())));
    }

    private Records records(String collection) {
        return tidemark.records(collection);
    }

    /// Syncs once.
    ///
    /// @return whether that came to its end
    boolean sync() {
        say.accept(SYNCS);
        try {
            SyncResult result = tidemark.sync();
            if (result.trouble() == null) {
                say.accept(SYNCED + result.pushed() + " " + result.refused());
                return true;
            }
            say.accept(TROUBLE + result.trouble().kind() + " " + result.trouble().detail());
        } catch (SyncException e) {
            say.accept(TROUBLE + e.kind() + " " + e.getMessage());
        }
        return false;
    }

    /// Whether there is nothing left to send.
    boolean isDrained() {
        return tidemark.status().pending() == 0;
    }

    @Override
    public void close() {
        tidemark.close();
    }
}

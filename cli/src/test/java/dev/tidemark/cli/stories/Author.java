package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Dice;
import dev.tidemark.cli.rig.Findings;
import dev.tidemark.client.Fields;
import dev.tidemark.client.LocalRecord;
import dev.tidemark.client.Options;
import dev.tidemark.client.SyncResult;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.transport.Credential;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/// Somebody who writes notes and drafts with a device, and keeps book of it.
///
/// Notes are everybody's. A draft is its writer's alone, who may delete it.
///
/// Not thread-safe.
final class Author implements AutoCloseable {
    static final String APP = "stories";
    static final String NOTES = "notes";
    static final String DRAFTS = "drafts";

    /// The schema of the app, in words that YAML and JSON have in common.
    static final String SCHEMA =
            """
            {"version": 1, "collections": {
              "notes": {"fields": {
                "hits": {"kind": "counter"}, "marks": {"kind": "set"},
                "body": {"kind": "text"}, "place": {"order": "server"}}},
              "drafts": {"fields": {}}}}
            """;

    private final String name;
    private final Path file;
    private final Tidemark device;
    private final Dice dice;
    private final Book book;
    private long writes;

    /// Opens a device's database, made as needed.
    ///
    /// @param name leads each mark, so no two authors may have the same one
    Author(String name, Path file, URI server, String key, Dice dice, Book book) {
        this.name = name;
        this.file = file;
        this.dice = dice;
        this.book = book;
        this.device =
                Tidemark.open(
                        file,
                        Options.DEFAULTS.withDeviceName(name).withSchema(Fields.json(SCHEMA)));
        if (device.status().server() == null) {
            device.enableSync(server, Credential.bearer(key));
        }
    }

    String name() {
        return name;
    }

    Path file() {
        return file;
    }

    Tidemark device() {
        return device;
    }

    /// Writes something.
    void write() {
        List<LocalRecord> notes = device.records(NOTES).list();
        int kind = dice.below(100);
        if (notes.isEmpty() || kind < 8) {
            note(dice.uuid(), true);
        } else if (kind < 14) {
            draft();
        } else {
            note(dice.one(notes).id(), false);
        }
    }

    /// Edits a note that is there.
    void edit(String id) {
        note(id, false);
    }

    private void note(String id, boolean made) {
        String mark = name + "-" + ++writes + "-" + dice.below(1 << 20);
        int increment = dice.between(1, 9);
        var fields =
                Fields.of(
                        "title",
                        "title " + mark,
                        "place",
                        "place " + mark,
                        "body",
                        "first\n" + mark + "\nlast",
                        "by " + name,
                        writes,
                        "hits",
                        Fields.of("increment", increment),
                        "marks",
                        Fields.of("add", List.of(mark)));
        if (made) {
            device.records(NOTES).create(id, fields);
        } else {
            device.records(NOTES).update(id, fields);
        }
        book.wrote(id, mark, increment);
        book.wroteOwn(id, "by " + name, writes);
    }

    private void draft() {
        List<LocalRecord> own = device.records(DRAFTS).list().stream().filter(this::isOwn).toList();
        if (own.isEmpty() || dice.percent(50)) {
            device.records(DRAFTS).create(dice.uuid(), Fields.of("by", name, "n", ++writes));
        } else {
            String id = dice.one(own).id();
            device.records(DRAFTS).delete(id);
            book.deleted(id);
        }
    }

    private boolean isOwn(LocalRecord draft) {
        return name.equals(draft.text("by"));
    }

    /// Syncs, which must come to its end with nothing refused.
    SyncResult sync(Findings findings) {
        SyncResult result = device.sync();
        findings.check(
                "a sync comes to its end, and nothing is refused",
                result.complete() && result.refused() == 0,
                () -> name + ": " + result);
        return result;
    }

    @Override
    public void close() {
        device.close();
    }
}

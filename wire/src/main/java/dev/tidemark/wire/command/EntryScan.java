package dev.tidemark.wire.command;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.wire.json.JsonScan;
import dev.tidemark.wire.json.JsonScan.NotPlain;
import org.jspecify.annotations.Nullable;

/**
 * Takes an entry out of a page without reading it: its bytes, and the few things in it that are
 * asked of every one. Most entries are stored as they come, and never read on the way.
 */
final class EntryScan {

    private final JsonScan json;
    private String collection = "";
    private String id = "";
    private long version = -1;
    private boolean deleted;
    private boolean disputable;
    private boolean stateSeen;
    private @Nullable String contentHash;

    private EntryScan(JsonScan json) {
        this.json = json;
    }

    /** What is asked of every entry. */
    record Head(
            RecordKey key,
            long version,
            boolean deleted,
            boolean mayBeDisputed,
            @Nullable String contentHash) {}

    /**
     * The entry that begins where the walk stands.
     *
     * @throws NotPlain if it is not as we write entries; it may be one all the same
     */
    static EncodedEntry next(JsonScan json) throws NotPlain {
        int from = json.offset();
        EntryScan entry = new EntryScan(json);
        entry.pass();
        return EncodedEntry.of(json.bytesFrom(from), entry.head());
    }

    private void pass() throws NotPlain {
        JsonScan.Members members = json.members();
        while (members.next()) {
            switch (members.name()) {
                case "entity" -> collection = json.text();
                case "entityId" -> id = json.text();
                case "version" -> version = json.whole();
                case "contentHash" -> contentHash = json.textOrNull();
                case "deleted" -> deleted = json.flag();
                case "siblings" -> disputable |= json.count('{') > 0;
                case "state" -> passState();
                default -> json.pass();
            }
        }
    }

    private void passState() throws NotPlain {
        int alive = 0;
        JsonScan.Members state = json.members();
        while (state.next()) {
            switch (state.name()) {
                case "alive" -> alive = json.count('[');
                case "registers" -> {
                    json.pass();
                    disputable = true;
                }
                default -> json.pass();
            }
        }
        disputable |= alive != 1;
        stateSeen = true;
    }

    private Head head() throws NotPlain {
        if (collection.isEmpty() || id.isEmpty() || version < 0 || !stateSeen) {
            throw JsonScan.notPlain();
        }
        return new Head(new RecordKey(collection, id), version, deleted, disputable, contentHash);
    }
}

package dev.tidemark.wire.command;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonCursor;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.JsonScan;
import dev.tidemark.wire.json.JsonScan.NotPlain;
import dev.tidemark.wire.json.Members;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A page of changes: the answer to a pull, the data of an event of the stream, the second half of
 * the answer to a batch.
 *
 * @param changes in the order of their versions
 * @param newSince the cursor behind the last of them
 * @param hasMore whether there are more behind it now
 */
public record Page(List<EncodedEntry> changes, String newSince, boolean hasMore) {

    public Page {
        changes = List.copyOf(changes);
    }

    /** As it is sent, on one line. */
    public byte[] bytes() {
        JsonOut out = new JsonOut(size() + 256).beginObject();
        write(out);
        return out.endObject().bytes();
    }

    int size() {
        return changes.stream().mapToInt(entry -> entry.bytes().length + 1).sum();
    }

    void write(JsonOut out) {
        out.name("serverChanges").beginArray();
        for (EncodedEntry entry : changes) {
            out.raw(entry.bytes());
        }
        out.endArray();
        out.name("newSince").text(newSince);
        out.name("hasMore").flag(hasMore);
    }

    /**
     * Reads a page whole.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON, or not all of it
     * @throws InvalidInput if it is no page
     */
    public static Page read(byte[] body) {
        Parts parts = Parts.of(body);
        Flaws flaws = new Flaws();
        return parts.page(Members.of(parts.rest(), "", flaws), flaws);
    }

    /**
     * An answer taken apart: its changes, each with the bytes that stood there, and the rest of its
     * members.
     */
    record Parts(List<EncodedEntry> changes, Value.Obj rest) {

        static Parts of(byte[] body) {
            try {
                return passed(body);
            } catch (NotPlain e) {
                return read(body);
            }
        }

        /** The short way, for what is written as we write it. */
        private static Parts passed(byte[] body) throws NotPlain {
            List<EncodedEntry> changes = new ArrayList<>();
            TreeMap<String, Value> rest = new TreeMap<>();
            boolean found = false;
            JsonScan json = new JsonScan(body, JsonLimits.STORED);
            JsonScan.Members members = json.membersInAnyOrder();
            while (members.next()) {
                String name = members.name();
                if (name.equals("serverChanges") && !found) {
                    passChanges(json, changes);
                    found = true;
                } else if (rest.put(name, readOne(json)) != null) {
                    throw JsonScan.notPlain();
                }
            }
            json.end();
            if (!found || rest.containsKey("serverChanges")) {
                throw JsonScan.notPlain();
            }
            return new Parts(changes, new Value.Obj(rest));
        }

        private static void passChanges(JsonScan json, List<EncodedEntry> changes) throws NotPlain {
            json.beginArray();
            while (json.nextItem(changes.isEmpty())) {
                changes.add(EntryScan.next(json));
            }
        }

        private static Value readOne(JsonScan json) throws NotPlain {
            int from = json.offset();
            json.pass();
            return Json.read(json.bytesFrom(from), JsonLimits.STORED);
        }

        private static Parts read(byte[] body) {
            List<EncodedEntry> changes = new ArrayList<>();
            TreeMap<String, Value> rest = new TreeMap<>();
            boolean found = false;
            try (JsonCursor cursor = new JsonCursor(Json.decoded(body), JsonLimits.STORED)) {
                cursor.next();
                if (!cursor.atObject()) {
                    throw InvalidInput.at("", "must be an object");
                }
                for (cursor.next(); !cursor.atEnd(); cursor.next()) {
                    String name = cursor.name();
                    cursor.next();
                    if (name.equals("serverChanges") && cursor.atArray() && !found) {
                        readChanges(cursor, changes);
                        found = true;
                    } else if (rest.put(name, cursor.value()) != null) {
                        throw InvalidInput.at("/" + name, "is there twice");
                    }
                }
                cursor.end();
            }
            if (!found || rest.containsKey("serverChanges")) {
                throw InvalidInput.at("/serverChanges", "must be there once, as an array");
            }
            return new Parts(changes, new Value.Obj(rest));
        }

        private static void readChanges(JsonCursor cursor, List<EncodedEntry> changes) {
            for (cursor.next(); !cursor.atEnd(); cursor.next()) {
                int offset = cursor.offset();
                if (!(cursor.value() instanceof Value.Obj document)) {
                    throw InvalidInput.at("/serverChanges/" + changes.size(), "must be an object");
                }
                byte[] bytes = cursor.textFrom(offset).getBytes(StandardCharsets.UTF_8);
                changes.add(EncodedEntry.of(bytes, document));
            }
        }

        Page page(Members answer, Flaws flaws) {
            String newSince = answer.text("newSince");
            boolean hasMore = answer.flag("hasMore");
            flaws.check();
            return new Page(changes, newSince, hasMore);
        }
    }
}

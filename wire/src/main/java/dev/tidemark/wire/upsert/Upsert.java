package dev.tidemark.wire.upsert;

import dev.tidemark.core.record.Mutation.Correction;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.IdKind;
import dev.tidemark.core.schema.CollectionRules.Lifecycle;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.Commands;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Members;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One record of a batch. */
public sealed interface Upsert {

    /** The collection under which it stood. */
    String collection();

    /** Where it stood in the request (RFC 6901). */
    String place();

    /** What was sent. */
    Value sent();

    /**
     * One that can be decided on.
     *
     * @param fields all of it, its id included
     * @param clock when it was written, by the device's clock
     * @param correction why a frozen record is changed; null where nobody says so
     */
    record Readable(
            RecordKey key,
            String place,
            Value.Obj fields,
            Instant clock,
            @Nullable Correction correction)
            implements Upsert {

        @Override
        public String collection() {
            return key.collection();
        }

        @Override
        public Value sent() {
            return fields;
        }
    }

    /**
     * One that cannot.
     *
     * @param id where that much can be read; else null
     * @param flaws by place in the request
     */
    record Malformed(
            String collection, String place, Value sent, @Nullable String id, List<Flaw> flaws)
            implements Upsert {

        public Malformed {
            flaws = List.copyOf(flaws);
        }
    }

    /** Whether the records of a collection are patches of others. */
    static boolean patches(String collection, SyncSchema schema) {
        CollectionRules rules = schema.collection(collection);
        return rules != null && rules.base() != null;
    }

    /** Reads one record of a collection. */
    static Upsert read(
            String collection, String place, Value sent, Instant requestedAt, SyncSchema schema) {
        Flaws flaws = new Flaws();
        Members members = Members.of(sent, place, flaws);
        CollectionRules rules = collection.equals("*") ? null : schema.collection(collection);
        if (rules == null || collection.isEmpty()) {
            flaws.add(
                    place,
                    "this app has no collection of that name; it has "
                            + String.join(", ", schema.collections().keySet()));
            return new Malformed(collection, place, sent, null, flaws.list());
        }
        String id = id(members, rules, flaws);
        Instant clock = clock(members, rules, requestedAt);
        Correction correction = correction(members, rules.lifecycle());
        return id == null || !flaws.isEmpty()
                ? new Malformed(collection, place, sent, id, flaws.list())
                : new Readable(
                        new RecordKey(collection, id), place, members.object(), clock, correction);
    }

    private static @Nullable String id(Members record, CollectionRules rules, Flaws flaws) {
        List<String> fields = rules.idFrom().isEmpty() ? List.of("id") : rules.idFrom();
        String id =
                rules.idFrom().isEmpty() ? record.optionalText("id") : rules.idOf(record.object());
        if (!flaws.isEmpty()) {
            return null;
        }
        if (id == null || id.isEmpty()) {
            record.flaw(fields.get(0), "is missing; " + String.join(", ", fields) + " is the id");
            return null;
        }
        Flaw flaw = Storable.ofText(record.place(fields.get(0)), id);
        if (flaw != null) {
            flaws.add(flaw.pointer(), flaw.message());
        } else if (id.length() > Commands.ID_CHARACTERS_MAX) {
            record.flaw(
                    fields.get(0),
                    "an id has at most %d characters".formatted(Commands.ID_CHARACTERS_MAX));
        } else if (rules.id() == IdKind.UUID && !Members.isUuid(id)) {
            record.flaw(fields.get(0), "must be a UUID");
        }
        return flaws.isEmpty() ? id : null;
    }

    private static Instant clock(Members record, CollectionRules rules, Instant requestedAt) {
        for (String field : rules.upserts().clock()) {
            Instant clock = record.optionalInstant(field);
            if (clock != null) {
                return clock;
            }
        }
        return requestedAt;
    }

    /** Only where the collection takes corrections: elsewhere it is a field like any other. */
    private static @Nullable Correction correction(Members record, @Nullable Lifecycle lifecycle) {
        if (lifecycle == null || !lifecycle.correctable() || !record.has("correction")) {
            return null;
        }
        Members correction = record.members("correction");
        return new Correction(
                correction.name("reason", Commands.REASON_CHARACTERS_MAX),
                correction.name("correctedBy", Commands.NAME_CHARACTERS_MAX));
    }
}

package dev.tidemark.wire.command;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.json.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Mutations as JSON: as contract 1 has them, and as they are stored on either side. A mutation is
 * written in one way only, so two are the same if their bytes are.
 */
public final class Commands {

    /** Most characters of the ids of commands, devices and groups, and of a collection's name. */
    public static final int NAME_CHARACTERS_MAX = 200;

    /** Most characters of a record's id. */
    public static final int ID_CHARACTERS_MAX = 512;

    /** Most characters of the reason of a correction. */
    public static final int REASON_CHARACTERS_MAX = 10_000;

    private static final Map<String, Op> OPS = Words.of(Op.class);

    private Commands() {}

    /** The one form of a mutation. */
    public static byte[] bytes(Mutation mutation) {
        JsonOut out = new JsonOut().beginObject();
        Mutation.Correction correction = mutation.correction();
        if (correction != null) {
            out.name("correction").beginObject();
            out.name("correctedBy").text(correction.correctedBy());
            out.name("reason").text(correction.reason()).endObject();
        }
        out.name("entity").text(mutation.key().collection());
        out.name("entityId").text(mutation.key().id());
        out.name("fields").value(mutation.fields());
        if (mutation.group() != null) {
            out.name("group").text(mutation.group());
        }
        out.name("id").text(mutation.id());
        out.name("op").text(Words.of(mutation.op()));
        if (mutation.origin() != null) {
            Dots.writeNamed(mutation.origin(), out.name("origin"));
        }
        out.name("ts").instant(mutation.clock());
        if (!mutation.unset().isEmpty()) {
            out.name("unset").beginArray();
            mutation.unset().forEach(out::text);
            out.endArray();
        }
        vv(mutation.vv(), out.name("vv"));
        return out.endObject().bytes();
    }

    /**
     * Reads a mutation that {@link #bytes} wrote.
     *
     * @param device that it is by; of its version vector, this device's entry is its dot
     * @throws dev.tidemark.wire.json.JsonFault if the bytes are not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if they are not a mutation
     */
    public static Mutation stored(byte[] bytes, String device) {
        Flaws flaws = new Flaws();
        Mutation mutation =
                read(Members.of(Json.read(bytes, JsonLimits.STORED), "", flaws), device, flaws);
        flaws.check();
        return mutation;
    }

    /** Reads a mutation; worth nothing where there are flaws. */
    static Mutation read(Members command, String device, Flaws flaws) {
        String id = command.name("id", NAME_CHARACTERS_MAX);
        RecordKey key =
                new RecordKey(
                        command.name("entity", NAME_CHARACTERS_MAX),
                        command.name("entityId", ID_CHARACTERS_MAX));
        Op op = command.choice("op", OPS);
        Value.Obj fields = command.fields("fields");
        List<String> unset = new ArrayList<>(new LinkedHashSet<>(command.texts("unset")));
        Instant clock = command.instant("ts");
        String group = command.optionalName("group", NAME_CHARACTERS_MAX);
        Mutation.Correction correction = correction(command, op, fields, device);
        VersionVector vv = readVv(command, flaws);
        long counter = vv.counter(device);
        if (counter == 0 && command.has("vv")) {
            command.flaw("vv", "has no entry of the device that sends it: " + device);
        }
        Dot dot = new Dot(device, Math.max(1, counter));
        VersionVector context = vv.upTo(device, dot.counter() - 1);
        Dot origin = Dots.readNamed(command, "origin");
        return new Mutation(
                id, key, op, dot, context, fields, unset, clock, group, correction, origin);
    }

    /** A version vector: each device's counter, from 1. */
    static VersionVector readVv(Members parent, Flaws flaws) {
        Members vv = parent.members("vv");
        TreeMap<String, Long> counters = new TreeMap<>();
        for (Map.Entry<String, Value> entry : vv.object().members().entrySet()) {
            String device = entry.getKey();
            counters.put(device, vv.whole(device, 1, Members.WHOLE_MAX));
            Storable.Flaw flaw = Storable.ofText(vv.place(device), device);
            if (flaw != null) {
                flaws.add(flaw.pointer(), flaw.message());
            }
            if (device.length() > NAME_CHARACTERS_MAX) {
                vv.flaw(
                        device,
                        "a device id has at most %d characters".formatted(NAME_CHARACTERS_MAX));
            }
        }
        return new VersionVector(counters);
    }

    static void vv(VersionVector vv, JsonOut out) {
        out.beginObject();
        vv.counters().forEach((device, counter) -> out.name(device).number(counter));
        out.endObject();
    }

    /**
     * Why a frozen record is changed. It stands beside the fields, or among them: as {@code
     * correction}, or just as {@code reason}, for which then the device answers.
     */
    private static Mutation.@Nullable Correction correction(
            Members command, Op op, Value.Obj fields, String device) {
        boolean given = command.has("correction");
        if (op != Op.CORRECT) {
            if (given) {
                command.flaw("correction", "only a command with the op correct takes one");
            }
            return null;
        }
        if (given || fields.members().get("correction") instanceof Value.Obj) {
            Members from = given ? command : command.members("fields");
            Members correction = from.members("correction");
            return new Mutation.Correction(
                    correction.name("reason", REASON_CHARACTERS_MAX),
                    correction.name("correctedBy", NAME_CHARACTERS_MAX));
        }
        if (fields.members().get("reason") instanceof Value.Text reason
                && !reason.value().isBlank()) {
            return new Mutation.Correction(reason.value(), device);
        }
        command.flaw(
                "correction",
                "is missing; a correction says why and who answers for it: {reason, correctedBy}");
        return null;
    }
}

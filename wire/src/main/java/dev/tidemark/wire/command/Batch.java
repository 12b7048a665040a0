package dev.tidemark.wire.command;

import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.schema.RecordKeys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a device sends: its commands, and the cursor from which it wants to know what others did.
 *
 * @param since null on the very first contact
 * @param limit most changes in the answer
 * @param expect the token of a {@link Preview}: without that state the batch is refused; null to
 *     take any
 */
public record Batch(
        String deviceId,
        @Nullable String since,
        int limit,
        List<Command> commands,
        @Nullable String expect) {

    /** Most entries of a page where nobody says how many. */
    public static final int LIMIT_DEFAULT = 500;

    /** Most entries of any page. */
    public static final int LIMIT_MAX = 5_000;

    public Batch {
        commands = List.copyOf(commands);
    }

    /** A batch that is taken in whatever state the account is. */
    public Batch(String deviceId, @Nullable String since, int limit, List<Command> commands) {
        this(deviceId, since, limit, commands, null);
    }

    /** The same, with another limit for what the answer tells. */
    public Batch withLimit(int most) {
        return new Batch(deviceId, since, most, commands, expect);
    }

    /** Whether a body of {@code POST /v1/sync/batch} speaks this contract. */
    public static boolean isBatch(Value body) {
        return body instanceof Value.Obj obj && obj.members().containsKey("commands");
    }

    /** How many commands a body has; 0 where it is no batch. To be asked before reading it. */
    public static int count(Value body) {
        return body instanceof Value.Obj obj
                        && obj.members().get("commands") instanceof Value.Array commands
                ? commands.items().size()
                : 0;
    }

    /**
     * Reads a batch. What is wrong with one command is that command's affair.
     *
     * @throws dev.tidemark.wire.json.InvalidInput if the frame around the commands is wrong
     */
    public static Batch read(Value body, SyncSchema schema) {
        Flaws flaws = new Flaws();
        Members batch = Members.of(body, "", flaws);
        String device = batch.name("deviceId", Commands.NAME_CHARACTERS_MAX);
        String since = batch.optionalText("since");
        String expect = batch.optionalText("expect");
        int limit = limit(batch);
        if (!batch.has("commands")) {
            batch.flaw("commands", "is missing; it must be an array");
        }
        List<Value> items = batch.items("commands");
        flaws.check();
        List<Command> commands = new ArrayList<>(items.size());
        for (Value item : items) {
            commands.add(command(item, device, schema));
        }
        return new Batch(device, since, limit, commands, expect);
    }

    /** The member {@code limit}: more than {@link #LIMIT_MAX} counts as that. */
    static int limit(Members parent) {
        return (int)
                Math.min(LIMIT_MAX, parent.whole("limit", 1, Members.WHOLE_MAX, LIMIT_DEFAULT));
    }

    /** A batch as it is sent, to be taken in whatever state the account is. */
    public static byte[] bytes(
            String deviceId, @Nullable String since, int limit, List<byte[]> commands) {
        return bytes(deviceId, since, limit, commands, null);
    }

    /**
     * A batch as it is sent.
     *
     * @param commands as {@link Commands#bytes} wrote them
     * @param expect the token of a preview; null to be taken in whatever state the account is
     */
    public static byte[] bytes(
            String deviceId,
            @Nullable String since,
            int limit,
            List<byte[]> commands,
            @Nullable String expect) {
        int size = commands.stream().mapToInt(command -> command.length + 1).sum();
        JsonOut out = new JsonOut(size + 256).beginObject();
        out.name("deviceId").text(deviceId);
        out.name("since").textOrNull(since);
        out.name("limit").number(limit);
        if (expect != null) {
            out.name("expect").text(expect);
        }
        out.name("commands").beginArray();
        commands.forEach(out::raw);
        return out.endArray().endObject().bytes();
    }

    /** Reads one command of a device. */
    public static Command command(Value item, String device, SyncSchema schema) {
        Flaws flaws = new Flaws();
        Members members = Members.of(item, "", flaws);
        Mutation mutation = flaws.isEmpty() ? Commands.read(members, device, flaws) : null;
        if (mutation == null) {
            return new Command.Malformed(null, null, null, refusal("command", flaws));
        }
        RecordKeys.check(mutation.key(), members, "entity", "entityId", schema);
        return flaws.isEmpty()
                ? new Command.Readable(mutation)
                : malformed(mutation, refusal("command", flaws));
    }

    private static Command malformed(Mutation mutation, Refusal refusal) {
        RecordKey key = mutation.key();
        boolean hasKey = !key.collection().isEmpty() && !key.id().isEmpty();
        return new Command.Malformed(
                mutation.id().isEmpty() ? null : mutation.id(),
                hasKey ? key : null,
                mutation.group(),
                refusal);
    }

    /** The refusal of something of which a person may have sent several. */
    static Refusal refusal(String what, Flaws flaws) {
        List<Flaw> found = flaws.list();
        Flaw first = found.get(0);
        return new Refusal(
                Code.VALIDATION,
                (first.pointer().isEmpty() ? "the " + what : first.pointer() + ":")
                        + " "
                        + first.message(),
                found);
    }
}

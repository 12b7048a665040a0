package dev.tidemark.core;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Mutation.Correction;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.value.Json;
import dev.tidemark.core.value.Value;
import java.time.Instant;
import java.util.List;

/** A device that writes one record: it counts its mutations and knows what it has seen. */
public final class Writer {

    public static final Instant NINE = Instant.parse("2026-11-20T09:00:00Z");

    private final Ledger ledger;
    private final String id;
    private VersionVector seen = VersionVector.EMPTY;
    private Instant clock = NINE;
    private int written;

    Writer(Ledger ledger, String id) {
        this.ledger = ledger;
        this.id = id;
    }

    /** Sees all that the ledger holds. */
    public Writer pull() {
        seen = seen.join(ledger.state().vv());
        return this;
    }

    /** Sets its clock, in seconds after nine. */
    public Writer at(long seconds) {
        clock = NINE.plusSeconds(seconds);
        return this;
    }

    public Mutation create(String fields) {
        return write(Op.CREATE, fields, List.of(), null);
    }

    public Mutation update(String fields) {
        return write(Op.UPDATE, fields, List.of(), null);
    }

    public Mutation unset(String... names) {
        return write(Op.UPDATE, "{}", List.of(names), null);
    }

    public Mutation delete() {
        return write(Op.DELETE, "{}", List.of(), null);
    }

    public Mutation restore(String fields) {
        return write(Op.RESTORE, fields, List.of(), null);
    }

    public Mutation correct(String fields) {
        return write(Op.CORRECT, fields, List.of(), new Correction("misread", "ann"));
    }

    public Mutation write(Op op, String fields, List<String> unset, Correction correction) {
        Value.Obj members = Json.object(fields);
        Dot dot = seen.next(id);
        String name = id + "-" + ++written;
        Mutation mutation =
                new Mutation(
                        name, Ledger.KEY, op, dot, seen, members, unset, clock, null, correction);
        seen = seen.with(dot);
        return mutation;
    }

    public VersionVector seen() {
        return seen;
    }
}

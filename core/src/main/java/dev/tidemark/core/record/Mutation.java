package dev.tidemark.core.record;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.value.Value;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a device did to one record, as the device wrote it down.
 *
 * @param id the device's name for it, the same however often it is sent
 * @param dot its place among the device's mutations of this record
 * @param context what the device had seen of the record, its own earlier mutations included
 * @param fields the named fields; a set takes {@code {add, remove}} or an array that adds, a
 *     counter {@code {increment}}
 * @param unset fields that it takes away
 * @param clock the device's wall clock, as it was
 * @param group the mutations that are accepted together or not at all; null for none
 * @param correction why a frozen record is changed; null but for {@link Op#CORRECT}
 * @param origin the dot that it was made with, where it has been given another; null where it has
 *     that one still. Copies of a database may send one mutation under several dots: it is one for
 *     its id, and its origin says where to look for it
 */
public record Mutation(
        String id,
        RecordKey key,
        Op op,
        Dot dot,
        VersionVector context,
        Value.Obj fields,
        List<String> unset,
        Instant clock,
        @Nullable String group,
        @Nullable Correction correction,
        @Nullable Dot origin) {

    public Mutation {
        unset = List.copyOf(unset);
        if (dot.equals(origin)) {
            origin = null;
        }
        if (context.counter(dot.device()) != dot.counter() - 1) {
            throw new IllegalArgumentException(
                    "%s in the context %s: a device has seen all its own mutations before"
                            .formatted(dot, context));
        }
    }

    /** A mutation under the dot that it is made with. */
    public Mutation(
            String id,
            RecordKey key,
            Op op,
            Dot dot,
            VersionVector context,
            Value.Obj fields,
            List<String> unset,
            Instant clock,
            @Nullable String group,
            @Nullable Correction correction) {
        this(id, key, op, dot, context, fields, unset, clock, group, correction, null);
    }

    /** Why somebody changed a frozen record, and who answers for it. */
    public record Correction(String reason, String correctedBy) {}

    /** The record's version vector after this mutation, as the device sees it. */
    public VersionVector vv() {
        return context.with(dot);
    }

    /**
     * The same mutation by somebody who had seen more.
     *
     * @param more without dots of the mutation's device behind its own
     */
    public Mutation knowing(VersionVector more) {
        return new Mutation(
                id,
                key,
                op,
                dot,
                context.join(more),
                fields,
                unset,
                clock,
                group,
                correction,
                origin);
    }

    /**
     * The same mutation under another dot: what a device does with what it queued behind a refused
     * one, or with all of it when it took a new id.
     *
     * @param newContext holds the device's own dots before the new one, and no later ones
     */
    public Mutation restamped(Dot newDot, VersionVector newContext) {
        return new Mutation(
                id,
                key,
                op,
                newDot,
                newContext,
                fields,
                unset,
                clock,
                group,
                correction,
                origin == null ? dot : origin);
    }
}

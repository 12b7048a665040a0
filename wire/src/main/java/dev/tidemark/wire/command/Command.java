package dev.tidemark.wire.command;

import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import org.jspecify.annotations.Nullable;

/** One command of a batch, as far as it could be read: a bad one never spoils the others. */
public sealed interface Command {

    /** The device's name for it; null where it could not be read. */
    @Nullable String id();

    /** The record that it is about; null where that could not be read. */
    @Nullable RecordKey key();

    /** The group that it belongs to; null for none, or where that could not be read. */
    @Nullable String group();

    /** One that can be decided on. */
    record Readable(Mutation mutation) implements Command {

        @Override
        public String id() {
            return mutation.id();
        }

        @Override
        public RecordKey key() {
            return mutation.key();
        }

        @Override
        public @Nullable String group() {
            return mutation.group();
        }
    }

    /**
     * One that is refused as it stands.
     *
     * @param refusal with the places, relative to the command
     */
    record Malformed(
            @Nullable String id, @Nullable RecordKey key, @Nullable String group, Refusal refusal)
            implements Command {}
}

package dev.tidemark.core.merge;

import dev.tidemark.core.schema.Rule;
import dev.tidemark.core.value.Storable.Flaw;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a mutation was not accepted. A refused mutation uses up no dot.
 *
 * @param detail what is wrong and what to do, in a sentence
 * @param errors the places, where there are any
 * @param rule which rule refused it, where it is a {@link Code#CONFLICT}; null where nobody knows
 */
public record Refusal(Code code, String detail, List<Flaw> errors, @Nullable Rule rule) {

    public Refusal {
        errors = List.copyOf(errors);
    }

    public Refusal(Code code, String detail, List<Flaw> errors) {
        this(code, detail, errors, null);
    }

    public Refusal(Code code, String detail) {
        this(code, detail, List.of());
    }

    /** A rule of the collection refused it. */
    public static Refusal conflict(Rule rule, String detail) {
        return new Refusal(Code.CONFLICT, detail, List.of(), rule);
    }

    /** Invalid input, at one place. */
    public static Refusal invalid(String pointer, String message) {
        return new Refusal(
                Code.VALIDATION, pointer + ": " + message, List.of(new Flaw(pointer, message)));
    }

    /** The kinds of refusal; stable names. */
    public enum Code {
        /** A rule of the collection refused it; a person decides. */
        CONFLICT(false),
        /** The mutation, or the record that it would make, is not valid. */
        VALIDATION(false),
        /** The credential does not allow it. */
        FORBIDDEN(false),
        /** It changes a record that never was. */
        NOT_FOUND(false),
        /** Something that it builds on is missing here. */
        CAUSAL_GAP(true),
        /** Something that it builds on was refused; it may come again under a new dot. */
        DEPENDS_ON_REJECTED(true),
        /** Its dot was used for another mutation: two databases share a device id. */
        DEVICE_FORKED(false),
        /** It is part of a mass change, which waits until a person releases or drops it. */
        HELD(true),
        /** It was part of a mass change, which a person has dropped. */
        HOLD_DROPPED(false),
        /** It changes a record that was deleted, of which nothing is kept any more. */
        RECORD_PURGED(false);

        private final boolean retryable;

        Code(boolean retryable) {
            this.retryable = retryable;
        }

        /** Whether the very same mutation may be accepted later. */
        public boolean retryable() {
            return retryable;
        }
    }
}

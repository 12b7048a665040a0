package dev.tidemark.wire.json;

import java.util.Objects;

/**
 * A text that could not be read as JSON. The message is a sentence for the person who sent it: it
 * says what is wrong and where, and shows neither the text nor the reader's inside.
 */
public final class JsonFault extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What kind of fault it is. */
    public enum Kind {
        /** Not JSON. */
        MALFORMED,
        /** JSON that ends too early: cut off on its way, perhaps. */
        TRUNCATED,
        /** Bytes that are not UTF-8. */
        NOT_UTF8,
        /** An object that has a member twice; which one is meant cannot be known. */
        DUPLICATE,
        /** Nested deeper than allowed. */
        TOO_DEEP,
        /** A number of more than {@link JsonLimits#NUMBER_CHARACTERS_MAX} characters. */
        NUMBER_TOO_LONG
    }

    private final Kind kind;
    private final int line;
    private final int column;

    JsonFault(Kind kind, String sentence, int line, int column) {
        super(
                line > 0 ? "line %d, column %d: %s".formatted(line, column, sentence) : sentence,
                null,
                false,
                false);
        this.kind = kind;
        this.line = line;
        this.column = column;
    }

    /** What is wrong, in a sentence. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    public Kind kind() {
        return kind;
    }

    /** From 1; 0 where no place can be named. */
    public int line() {
        return line;
    }

    /** From 1, in characters; 0 where no place can be named. */
    public int column() {
        return column;
    }
}

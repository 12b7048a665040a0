package dev.tidemark.wire.schema;

import dev.tidemark.core.value.Storable.Flaw;
import java.util.List;
import java.util.Objects;

/** A document that is no sync schema. The message names file, line and key of each flaw. */
public final class InvalidSchema extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<Flaw> flaws;

    /**
     * @param source what a person calls the document: the name of its file
     * @param lines one for each flaw
     * @param flaws by place (RFC 6901), with the line in the message
     */
    InvalidSchema(String source, List<String> lines, List<Flaw> flaws) {
        super(source + " is not a sync schema:\n  " + String.join("\n  ", lines));
        this.flaws = List.copyOf(flaws);
    }

    /** What is wrong, in a sentence. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** What is wrong, place by place. */
    public List<Flaw> flaws() {
        return flaws;
    }
}

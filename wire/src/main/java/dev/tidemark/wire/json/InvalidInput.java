package dev.tidemark.wire.json;

import dev.tidemark.core.value.Storable.Flaw;
import java.util.List;
import java.util.Objects;

/** A document that is JSON but not what was asked for. */
public final class InvalidInput extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<Flaw> flaws;

    /**
     * @param flaws at least one
     */
    public InvalidInput(List<Flaw> flaws) {
        super(sentence(flaws.get(0)), null, false, false);
        this.flaws = List.copyOf(flaws);
    }

    /** One thing that is wrong. */
    public static InvalidInput at(String pointer, String message) {
        return new InvalidInput(List.of(new Flaw(pointer, message)));
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

    private static String sentence(Flaw flaw) {
        return flaw.pointer().isEmpty() ? flaw.message() : flaw.pointer() + ": " + flaw.message();
    }
}

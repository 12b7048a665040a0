package dev.tidemark.core.merge;

import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import java.util.List;

/** The JSON Schema of a collection, as something that finds flaws. Safe to share. */
@FunctionalInterface
public interface Shape {

    /** Any record fits. */
    Shape ANY = fields -> List.of();

    /** What does not fit, by its place within the fields (RFC 6901); empty where all fits. */
    List<Flaw> flaws(Value.Obj fields);
}

package dev.tidemark.server.engine;

import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to be restored, and to what.
///
/// @param id names the restore, and the snapshot that is made just before; done twice, it is done
///   once
/// @param seq the position to go back to
/// @param extent how much goes back
/// @param target what people call the position
public record Restore(String id, long seq, Extent extent, String target) {

    /// What it is to do, in one form: two restores of one id are one if they agree on this.
    String request() {
        return Canonical.text(
                Value.of(List.of(Value.of(seq), name(extent.collection()), name(extent.id()))));
    }

    private static Value name(@Nullable String name) {
        return name == null ? Value.NULL : Value.of(name);
    }
}

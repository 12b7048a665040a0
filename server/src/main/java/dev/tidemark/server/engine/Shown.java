package dev.tidemark.server.engine;

import dev.tidemark.core.conflict.Conflicts;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.Winner;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Register;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.schema.FieldRules.Order;
import dev.tidemark.core.value.Value;
import java.util.Comparator;
import java.util.Optional;

/// Who wrote what is shown.
public final class Shown {

    private static final Comparator<Sibling> LATEST =
            Comparator.comparing((Sibling sibling) -> sibling.stamp().clock())
                    .thenComparing(Sibling::dot);

    private Shown() {}

    /// The write that a record was last changed by: of concurrent ones the one with the latest
    /// clock. A function of the state alone, so it is the same in whatever order writes came.
    ///
    /// @param state of a record that was written at all
    public static Sibling lastWrite(RecordState state) {
        return state.alive().siblings().stream().max(LATEST).orElseThrow();
    }

    /// The device that asked for what is stamped under a name: `resolve:6f…` is 6f…'s.
    public static String asker(String stamped) {
        return stamped.substring(stamped.lastIndexOf(':') + 1);
    }

    /// A field as shown, with the write that it is from; empty where it is not shown.
    static Optional<Sibling> sibling(String name, Standing standing, Acceptance acceptance) {
        Value value = standing.view(acceptance).fields().members().get(name);
        if (value == null) {
            return Optional.empty();
        }
        String unit = acceptance.rules().unit(name);
        Sibling written = lastWrite(standing.state());
        if (standing.state().units().get(unit) instanceof Register register) {
            Order order = acceptance.rules().field(unit).order();
            Sibling winner = Winner.of(register.siblings(), order, acceptance.skew());
            written = unit.equals(name) ? winner : Conflicts.member(winner, name);
        }
        return Optional.of(new Sibling(written.dot(), value, written.stamp()));
    }
}

package dev.tidemark.core.conflict;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One state of a disagreement about a record.
 *
 * @param id names this very state: one more sibling makes another id
 * @param fields in which values differ; empty for a conflict about existence alone
 * @param existence who says that the record lives (true) and who says that it does not (false);
 *     null but for {@link Type#DELETE_UPDATE}
 */
public record Conflict(
        String id,
        Type type,
        RecordKey key,
        List<DisputedField> fields,
        @Nullable DisputedField existence) {

    public Conflict {
        fields = List.copyOf(fields);
    }

    /** A conflict that is not about existence. */
    public Conflict(String id, Type type, RecordKey key, List<DisputedField> fields) {
        this(id, type, key, fields, null);
    }

    /** What kind of disagreement it is. */
    public enum Type {
        /** Two devices wrote one field and did not know of each other. */
        UPDATE_UPDATE,
        /** One device deleted what another one wrote. */
        DELETE_UPDATE,
        /** A mutation was refused because another record has that name. */
        NATURAL_KEY,
        /** A rule refused a mutation, or the merged record does not fit its JSON Schema. */
        RULE
    }

    /**
     * A field with different values.
     *
     * @param siblings the best first; of a member of an atomic group, each with that member's value
     */
    public record DisputedField(String name, List<Sibling> siblings) {

        public DisputedField {
            siblings = List.copyOf(siblings);
        }

        /** What would be shown if nobody decided. */
        public @Nullable Value suggested() {
            return siblings.get(0).value();
        }

        /** The sibling that a device wrote, or the suggested one where it wrote none. */
        public Sibling mine(@Nullable String device) {
            return siblings.stream()
                    .filter(sibling -> writtenBy(sibling, device))
                    .findFirst()
                    .orElse(siblings.get(0));
        }

        /** The best sibling that says something else than {@link #mine}. */
        public Sibling theirs(@Nullable String device) {
            Sibling mine = mine(device);
            return siblings.stream().filter(s -> !s.agreesWith(mine)).findFirst().orElse(mine);
        }

        /** Also what the server stamped for the device: {@code resolve:6f…} is 6f…'s. */
        private static boolean writtenBy(Sibling sibling, @Nullable String device) {
            String writer = sibling.dot().device();
            return device != null && (writer.equals(device) || writer.endsWith(":" + device));
        }
    }
}

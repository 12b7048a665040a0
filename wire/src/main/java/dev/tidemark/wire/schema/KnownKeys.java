package dev.tidemark.wire.schema;

import dev.tidemark.wire.json.Members;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Tells of keys that nobody knows, and what was perhaps meant. */
final class KnownKeys {

    private KnownKeys() {}

    /** Notes each member whose name is none of these. */
    static void check(Members section, Collection<String> known) {
        for (String key : section.object().members().keySet()) {
            if (!known.contains(key)) {
                section.flaw(key, unknown(key, known));
            }
        }
    }

    /** What is said of an unknown key. */
    static String unknown(String key, Collection<String> known) {
        String nearest = nearest(key, known);
        return nearest == null
                ? "is not known here; known are " + String.join(", ", known)
                : "is not known here; did you mean %s?".formatted(nearest);
    }

    private static @Nullable String nearest(String key, Collection<String> known) {
        String best = null;
        int least = Math.min(3, key.length() / 2 + 1);
        for (String candidate : known) {
            int distance =
                    distance(
                            key.toLowerCase(java.util.Locale.ROOT),
                            candidate.toLowerCase(java.util.Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    /** How many letters have to change (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}

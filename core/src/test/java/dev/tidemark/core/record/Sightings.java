package dev.tidemark.core.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every way in which three devices that write twice can have seen each other. */
final class Sightings {

    private Sightings() {}

    /**
     * What each device had seen of the others before its second mutation: how many of each, as
     * [device][other]. None has seen the others before its first one. What somebody had seen who is
     * seen, is seen.
     */
    static List<int[][]> all() {
        List<int[][]> structures = new ArrayList<>();
        for (int code = 0; code < 729; code++) {
            int[][] seen = new int[3][3];
            int rest = code;
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    if (i == j) {
                        seen[i][j] = 1;
                    } else {
                        seen[i][j] = rest % 3;
                        rest /= 3;
                    }
                }
            }
            if (isCausal(seen) && (Scope.FULL || isLeast(seen))) {
                structures.add(seen);
            }
        }
        return structures;
    }

    private static final int[][] RENAMINGS = {
        {0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}
    };

    /** Whether no renaming of the devices comes before it. */
    private static boolean isLeast(int[][] seen) {
        String own = Arrays.deepToString(seen);
        for (int[] name : RENAMINGS) {
            int[][] renamed = new int[3][3];
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    renamed[name[i]][name[j]] = seen[i][j];
                }
            }
            if (Arrays.deepToString(renamed).compareTo(own) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCausal(int[][] seen) {
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3 && i != j && seen[i][j] == 2; k++) {
                    if (k == i ? seen[j][k] > 1 : seen[i][k] < (k == j ? 2 : seen[j][k])) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}

package dev.tidemark.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

/// What somebody probably meant who typed something that is not there.
final class Near {
    private static final int TYPING_ERRORS_MAX = 3;

    private Near() {}

    /// A sentence about the first argument that nothing takes.
    static String sentence(UnmatchedArgumentException error) {
        String typed = error.getUnmatched().getFirst();
        CommandLine line = error.getCommandLine();
        boolean option = typed.startsWith("-");
        String name = option ? typed.replaceFirst("=.*", "") : typed;
        Collection<String> known =
                option
                        ? line.getCommandSpec().optionsMap().keySet()
                        : line.getSubcommands().keySet();
        if (!option && known.isEmpty()) {
            return "'%s' is one argument too many.".formatted(name);
        }
        return "There is no %s '%s'.".formatted(option ? "option" : "command", name)
                + nearest(name, known).map(near -> " Did you mean " + near + "?").orElse("");
    }

    private static Optional<String> nearest(String typed, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(each -> distance(typed, each)))
                .filter(each ->
                        distance(typed, each) <= Math.min(TYPING_ERRORS_MAX, typed.length() / 2));
    }

    /// How many letters to change, add or take away until both are one (Levenshtein).
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}

package dev.tidemark.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Something that no line may say, where that is, and why.
///
/// @param claim what holds when the rule is kept; the name of its test
/// @param banned what a line must not contain
/// @param planted a line that breaks the rule, to show that the rule can fail
/// @param why told to whoever breaks it
/// @param where the files that it holds for
record LineRule(
        String claim, Pattern banned, String planted, String why, Predicate<TextFile> where) {

    /// Each line that breaks this rule, as `path:line: text (why)`.
    List<String> violations(TextFile file) {
        if (!where.test(file) || file.path().endsWith("/WordsTest.java")) { // which names them all
            return List.of();
        }
        List<String> found = new ArrayList<>();
        List<String> lines = file.lines();
        for (int i = 0; i < lines.size(); i++) {
            if (banned.matcher(lines.get(i)).find()) {
                found.add(
                        "%s:%d: %s (%s)".formatted(file.path(), i + 1, lines.get(i).strip(), why));
            }
        }
        return found;
    }

    @Override
    public String toString() {
        return claim;
    }
}

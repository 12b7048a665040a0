package dev.tidemark.tidy;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One file of the checkout: its path from the root, with slashes, and what it says.
record TextFile(String path, String text) {
    private static final Pattern COMMENT =
            Pattern.compile(
                    "(?s)//[^\n]*|/\\*.*?\\*/"
                            // Not comments, whatever they hold: text blocks, strings, characters.
                            + "|(\"\"\".*?(?<!\\\\)\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*+\"|'(?:\\\\.|[^'\\\\])*+')");

    List<String> lines() {
        return text.lines().toList();
    }

    boolean isJava() {
        return path.endsWith(".java");
    }

    boolean isMainJava() {
        return isJava() && path.contains("/src/main/");
    }

    boolean isTest() {
        return path.contains("/src/test/");
    }

    boolean isIn(String module) {
        return path.startsWith(module + "/");
    }

    /// The same Java file with its comments blanked out, line for line: what it does, not what it
    /// says about it.
    TextFile withoutComments() {
        return new TextFile(path, COMMENT.matcher(text).replaceAll(TextFile::keepLines));
    }

    private static String keepLines(MatchResult found) {
        String notComment = found.group(1);
        return notComment == null
                ? "\n".repeat((int) found.group().lines().count() - 1)
                : Matcher.quoteReplacement(notComment);
    }
}

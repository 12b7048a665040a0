package dev.tidemark.tidy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What can be checked about a markdown file without understanding it.
final class Papers {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)[^)]*\\)");
    private static final Pattern FENCE = Pattern.compile("(?ms)^ *(```|~~~).*?^ *\\1 *$");
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");

    private Papers() {}

    /// The text without code, blocks and spans alike.
    static String prose(String text) {
        return CODE.matcher(FENCE.matcher(text).replaceAll("")).replaceAll("");
    }

    static List<String> titles(String text) {
        String prose = FENCE.matcher(text).replaceAll("");
        return prose.lines().filter(line -> line.startsWith("# ")).toList();
    }

    /// Links of a paper that lead to no file, or to no heading of that file.
    static List<String> deadLinks(Path root, TextFile paper) {
        List<String> dead = new ArrayList<>();
        Matcher link = LINK.matcher(prose(paper.text()));
        while (link.find()) {
            if (!leadsSomewhere(root, paper, link.group(1))) {
                dead.add(paper.path() + " -> " + link.group(1));
            }
        }
        return dead;
    }

    private static boolean leadsSomewhere(Path root, TextFile paper, String link) {
        if (link.matches("[a-z]+:.*")) {
            return true; // Somebody else's page: a test must not need a network.
        }
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path here = root.resolve(paper.path());
        Path target = file.isEmpty() ? here : here.resolveSibling(file).normalize();
        if (!target.startsWith(root) || !Files.exists(target)) {
            return false;
        }
        return hash < 0
                || !file.endsWith(".md") && !file.isEmpty()
                || anchors(target).contains(link.substring(hash + 1));
    }

    private static List<String> anchors(Path paper) {
        return Checkout.texts(".md").stream()
                .filter(each -> Checkout.ROOT.resolve(each.path()).equals(paper))
                .flatMap(each -> HEADING.matcher(each.text()).results())
                .map(heading -> anchor(heading.group(1)))
                .toList();
    }

    /// The name that a heading gets on the usual hosts.
    static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }
}

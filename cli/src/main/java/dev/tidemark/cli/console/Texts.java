package dev.tidemark.cli.console;

/// Text as a terminal shows it.
///
/// What comes from other devices may hold anything, so nothing of it reaches a terminal as a
/// control: an escape sequence in a record's title must not rewrite the screen.
public final class Texts {

    private Texts() {}

    /// The text in one line, with its controls made visible.
    public static String oneLine(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> shown.appendCodePoint(isControl(c) ? picture(c) : c));
        return shown.toString();
    }

    private static boolean isControl(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }

    /// Unicode has a picture for each of the old controls; the others are one that says "control".
    private static int picture(int c) {
        return c < 0x20 ? 0x2400 + c : 0xFFFD;
    }

    /// The text in one line and with a full stop, as libraries' messages have none.
    public static String sentence(String text) {
        String line = text.strip().replaceAll("\\s*\\R\\s*", " ");
        return line.isEmpty() || ".!?…".indexOf(line.charAt(line.length() - 1)) >= 0
                ? line
                : line + ".";
    }

    /// How many cells of a terminal it takes: none for a combining mark, two for a wide character.
    public static int width(String text) {
        return text.codePoints().map(Texts::width).sum();
    }

    /// The text, followed by as many blanks as it lacks.
    public static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    /// The text, shortened to fit.
    public static String cut(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int used = 0;
        for (int c : text.codePoints().toArray()) {
            used += width(c);
            if (used > width - 1) {
                break;
            }
            kept.appendCodePoint(c);
        }
        return kept.append('…').toString();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.FORMAT) {
            return 0;
        }
        return isWide(c) ? 2 : 1;
    }

    /// East Asian wide and emoji, as far as it matters for a table.
    private static boolean isWide(int c) {
        return (c >= 0x1100 && c <= 0x115F)
                || (c >= 0x2E80 && c <= 0xA4CF && c != 0x303F)
                || (c >= 0xAC00 && c <= 0xD7A3)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0xFE30 && c <= 0xFE6F)
                || (c >= 0xFF00 && c <= 0xFF60)
                || (c >= 0xFFE0 && c <= 0xFFE6)
                || (c >= 0x1F300 && c <= 0x1FAFF)
                || (c >= 0x20000 && c <= 0x3FFFD);
    }
}

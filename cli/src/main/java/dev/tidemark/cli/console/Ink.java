package dev.tidemark.cli.console;

/// Colours a terminal's text, or leaves it alone where nobody could see them.
public enum Ink {
    PLAIN(""),
    BOLD("1"),
    FAINT("2"),
    RED("31"),
    GREEN("32"),
    YELLOW("33"),
    BLUE("34"),
    MAGENTA("35"),
    CYAN("36");

    private static final String ESCAPE = "\u001b[";

    private final String code;

    Ink(String code) {
        this.code = code;
    }

    /// The text in this colour, as ANSI escapes say it.
    public String paint(String text) {
        return code.isEmpty() || text.isEmpty() ? text : ESCAPE + code + "m" + text + ESCAPE + "0m";
    }
}

package dev.tidemark.cli.conflict;

import dev.tidemark.cli.console.Ink;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Texts;
import dev.tidemark.cli.record.Shown;
import dev.tidemark.client.LocalRecord;
import dev.tidemark.client.Tidemark;
import dev.tidemark.core.conflict.Conflict.Type;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.ListedConflict.Field;
import dev.tidemark.wire.command.ListedConflict.Suggestion;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A conflict as a person sees it: mine and theirs side by side, the suggested one marked.
final class SideBySide {
    private static final String MARK = "✓ ";
    private static final String NO_MARK = "  ";
    private static final int NAME_MAX = 24;
    private static final int CELL_MIN = 12;

    private final Shell shell;
    private final Tidemark tidemark;

    SideBySide(Shell shell, Tidemark tidemark) {
        this.shell = shell;
        this.tidemark = tidemark;
    }

    void print(ListedConflict conflict) {
        shell.out()
                .println(
                        "%s %s  %s"
                                .formatted(
                                        shell.paint(Ink.YELLOW, conflict.conflictId()),
                                        shell.paint(Ink.BOLD, word(conflict.type())),
                                        Texts.oneLine(conflict.key().toString())));
        if (!conflict.detail().isEmpty()) {
            shell.out().println("  " + Texts.oneLine(conflict.detail()));
        }
        switch (conflict.type()) {
            case UPDATE_UPDATE -> fields(conflict, true);
            case DELETE_UPDATE -> existence(conflict);
            case NATURAL_KEY, RULE -> refused(conflict);
        }
        shell.out().println("  " + shell.paint(Ink.FAINT, advice(conflict)));
    }

    static String word(Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private void fields(ListedConflict conflict, boolean withSuggested) {
        line("FIELD", NO_MARK, "MINE", NO_MARK, "THEIRS", Ink.FAINT);
        for (Field field : conflict.fields()) {
            boolean mine = same(field.mine(), field.suggested());
            boolean theirs = !mine && same(field.theirs(), field.suggested());
            line(
                    field.name(),
                    mine ? MARK : NO_MARK,
                    Shown.text(field.mine()),
                    theirs ? MARK : NO_MARK,
                    Shown.text(field.theirs()),
                    Ink.PLAIN);
            if (withSuggested && !mine && !theirs) {
                shell.out().println("    " + MARK + "suggested: " + Shown.text(field.suggested()));
            }
            others(field);
        }
    }

    /// Where more than two devices disagree.
    private void others(Field field) {
        for (Sibling sibling : field.siblings()) {
            if (!same(sibling.value(), field.mine()) && !same(sibling.value(), field.theirs())) {
                shell.out()
                        .println(
                                "      also, by %s: %s"
                                        .formatted(
                                                Texts.oneLine(sibling.dot().device()),
                                                Shown.text(sibling.value())));
            }
        }
    }

    private void existence(ListedConflict conflict) {
        LocalRecord record =
                tidemark.records(conflict.key().collection())
                        .find(conflict.key().id())
                        .orElse(null);
        boolean restore =
                conflict.suggestion() == null || conflict.suggestion().choice().equals("restore");
        line("", restore ? NO_MARK : MARK, "DELETED", restore ? MARK : NO_MARK, "KEPT", Ink.FAINT);
        if (record == null) {
            return;
        }
        for (Map.Entry<String, Value> field : record.fields().members().entrySet()) {
            line(field.getKey(), NO_MARK, "–", NO_MARK, Shown.text(field.getValue()), Ink.PLAIN);
        }
    }

    private void refused(ListedConflict conflict) {
        if (!conflict.fields().isEmpty()) {
            fields(conflict, false);
        }
        Suggestion suggestion = conflict.suggestion();
        if (suggestion != null && !suggestion.fields().members().isEmpty()) {
            shell.out()
                    .println(
                            "    %s%s: %s"
                                    .formatted(
                                            MARK,
                                            suggestion.choice(),
                                            Texts.oneLine(suggestion.fields().toString())));
        }
    }

    private void line(
            String name, String mark, String mine, String otherMark, String theirs, Ink ink) {
        int cell = Math.max(CELL_MIN, (shell.width() - NAME_MAX - 8) / 2);
        String left = mark + Texts.padded(Texts.cut(mine, cell), cell);
        String right = otherMark + Texts.cut(theirs, cell);
        String text =
                "    %s %s %s"
                        .formatted(
                                Texts.padded(Texts.cut(Texts.oneLine(name), NAME_MAX), NAME_MAX),
                                mark.equals(MARK) ? shell.paint(Ink.GREEN, left) : left,
                                otherMark.equals(MARK) ? shell.paint(Ink.GREEN, right) : right);
        shell.out().println(shell.paint(ink, text.stripTrailing()));
    }

    private static boolean same(@Nullable Value a, @Nullable Value b) {
        return a == null ? b == null : b != null && a.sameAs(b);
    }

    private static String advice(ListedConflict conflict) {
        String choices =
                switch (conflict.type()) {
                    case UPDATE_UPDATE -> "mine | theirs | suggested | value name=…";
                    case DELETE_UPDATE -> "restore | accept-delete";
                    case NATURAL_KEY -> "rename [name=…]";
                    case RULE -> "value name=…";
                };
        String id = conflict.conflictId();
        return "tidemark resolve %s %s"
                .formatted(id.substring(0, Math.min(8, id.length())), choices);
    }
}

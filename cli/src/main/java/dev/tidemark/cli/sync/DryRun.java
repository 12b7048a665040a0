package dev.tidemark.cli.sync;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Table;
import dev.tidemark.cli.console.Texts;
import dev.tidemark.client.LocalRecord;
import dev.tidemark.client.SyncPreview;
import dev.tidemark.client.SyncPreview.Change;
import dev.tidemark.client.SyncPreview.Counts;
import dev.tidemark.client.SyncPreview.Sent;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.sync.Trouble;
import dev.tidemark.core.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Shows what a sync would do.
final class DryRun {
    private final Shell shell;

    DryRun(Shell shell) {
        this.shell = shell;
    }

    /// @return the exit code; trouble that only a person can end is thrown instead
    int show(Tidemark tidemark, boolean json) {
        SyncPreview preview = tidemark.previewSync();
        if (json) {
            line(preview).print(shell);
        } else {
            print(preview);
        }
        Trouble trouble = preview.trouble();
        if (trouble != null) {
            return Rounds.ended(trouble, "", json);
        }
        Counts total = preview.total();
        return total.refused() + total.held() > 0 ? Exit.REFUSED.code() : Exit.OK.code();
    }

    private void print(SyncPreview preview) {
        Table counts =
                new Table(
                        "COLLECTION",
                        "CREATED",
                        "UPDATED",
                        "DELETED",
                        "SENT",
                        "MERGED",
                        "REFUSED",
                        "HELD",
                        "CONFLICTS");
        preview.collections()
                .forEach((name, each) ->
                        counts.row(
                                name,
                                text(each.created()),
                                text(each.updated()),
                                text(each.deleted()),
                                text(each.applied()),
                                text(each.merged()),
                                text(each.refused()),
                                text(each.held()),
                                text(each.conflicts())));
        counts.print(shell);
        preview.changes().forEach(this::print);
        preview.mutations().stream()
                .filter(sent -> sent.code() != null)
                .forEach(sent -> shell.out().println(refusal(sent)));
        shell.out().println(sentence(preview));
        if (preview.token() != null) {
            shell.out().println("token " + preview.token());
        }
    }

    private void print(Change change) {
        shell.out().println(word(change.kind()) + " " + Texts.oneLine(change.key().toString()));
        for (String name : names(change)) {
            Value before = field(change.before(), name);
            Value after = field(change.after(), name);
            if (!Objects.equals(before, after)) {
                shell.out().println("  " + Texts.oneLine(name) + ": " + shown(before, after));
            }
        }
        if (change.newlyDisputed()) {
            shell.out().println("  a person would have to decide about it");
        }
    }

    private static TreeSet<String> names(Change change) {
        TreeSet<String> names = new TreeSet<>();
        if (change.before() != null) {
            names.addAll(change.before().fields().members().keySet());
        }
        if (change.after() != null && !change.after().deleted()) {
            names.addAll(change.after().fields().members().keySet());
        }
        return names;
    }

    private static @Nullable Value field(@Nullable LocalRecord record, String name) {
        return record == null || record.deleted() ? null : record.field(name);
    }

    private static String shown(@Nullable Value before, @Nullable Value after) {
        return (before == null ? "nothing" : Texts.oneLine(before.toString()))
                + " -> "
                + (after == null ? "nothing" : Texts.oneLine(after.toString()));
    }

    private static String refusal(Sent sent) {
        return "%s %s %s: %s"
                .formatted(
                        word(sent.outcome()),
                        word(sent.mutation().op()),
                        Texts.oneLine(sent.mutation().key().toString()),
                        Texts.oneLine(String.valueOf(sent.detail())));
    }

    private static String sentence(SyncPreview preview) {
        List<String> parts = new ArrayList<>();
        parts.add("%d records would change here".formatted(preview.changes().size()));
        parts.add("%d mutations would be sent".formatted(preview.mutations().size()));
        int later = preview.mutations().size() - preview.exact();
        if (later > 0) {
            parts.add("%d of them in later batches, each foreseen by itself".formatted(later));
        }
        if (preview.unforeseen() > 0) {
            parts.add("%d more wait, and cannot be foreseen".formatted(preview.unforeseen()));
        }
        if (preview.decisions() > 0) {
            parts.add("%d decisions would be sent".formatted(preview.decisions()));
        }
        return "A dry run, nothing was done: " + String.join(", ", parts) + ".";
    }

    private static JsonLine line(SyncPreview preview) {
        TreeMap<String, Value> collections = new TreeMap<>();
        preview.collections().forEach((name, each) -> collections.put(name, counts(each).value()));
        List<Value> changes = new ArrayList<>();
        preview.changes().forEach(change -> changes.add(line(change).value()));
        List<Value> mutations = new ArrayList<>();
        preview.mutations().forEach(sent -> mutations.add(line(sent).value()));
        Trouble trouble = preview.trouble();
        return new JsonLine()
                .with("collections", new Value.Obj(collections))
                .with("changes", Value.of(changes))
                .with("mutations", Value.of(mutations))
                .with("exact", preview.exact())
                .with("unforeseen", preview.unforeseen())
                .with("decisions", preview.decisions())
                .with("token", preview.token())
                .with("code", trouble == null ? null : trouble.code())
                .with("detail", trouble == null ? null : trouble.detail())
                .with("traceId", trouble == null ? null : trouble.traceId());
    }

    private static JsonLine counts(Counts counts) {
        return new JsonLine()
                .with("created", counts.created())
                .with("updated", counts.updated())
                .with("deleted", counts.deleted())
                .with("applied", counts.applied())
                .with("merged", counts.merged())
                .with("refused", counts.refused())
                .with("held", counts.held())
                .with("conflicts", counts.conflicts());
    }

    private static JsonLine line(Change change) {
        return new JsonLine()
                .with("collection", change.key().collection())
                .with("id", change.key().id())
                .with("kind", word(change.kind()))
                .with("before", fields(change.before()))
                .with("after", fields(change.after()))
                .with("conflict", change.newlyDisputed());
    }

    private static Value fields(@Nullable LocalRecord record) {
        return record == null || record.deleted() ? Value.NULL : record.fields();
    }

    private static JsonLine line(Sent sent) {
        return new JsonLine()
                .with("mutation", sent.mutation().id())
                .with("collection", sent.mutation().key().collection())
                .with("id", sent.mutation().key().id())
                .with("op", word(sent.mutation().op()))
                .with("outcome", word(sent.outcome()))
                .with("code", sent.code())
                .with("detail", sent.detail())
                .with("conflict", sent.conflict());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String text(int count) {
        return count == 0 ? "" : Integer.toString(count);
    }
}

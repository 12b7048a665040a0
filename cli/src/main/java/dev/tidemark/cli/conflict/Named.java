package dev.tidemark.cli.conflict;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.client.Tidemark;
import dev.tidemark.wire.command.ListedConflict;
import java.util.List;

/// Looks for the conflict that was named, if only by the beginning of its id.
final class Named {

    private Named() {}

    static ListedConflict conflict(Tidemark tidemark, String id) {
        List<ListedConflict> found =
                tidemark.conflicts().list().stream()
                        .filter(conflict -> conflict.conflictId().startsWith(id))
                        .toList();
        if (found.size() > 1) {
            throw Failure.usage(
                    "%d conflicts begin with %s; type more of the id.".formatted(found.size(), id));
        }
        return found.stream()
                .findFirst()
                .orElseThrow(() ->
                        Failure.of(
                                Exit.NOT_FOUND,
                                "There is no open conflict %s; it may have changed since, so look at 'tidemark conflicts' again."
                                        .formatted(id)));
    }
}

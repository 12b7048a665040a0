package dev.tidemark.server.project;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.EntityRow;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.problem.ProblemCode;
import dev.tidemark.wire.project.ProjectConflict;
import dev.tidemark.wire.project.ProjectDocument;
import dev.tidemark.wire.project.ProjectEdit;
import dev.tidemark.wire.project.ProjectEdit.Upsert;
import dev.tidemark.wire.project.ProjectVersion;
import dev.tidemark.wire.project.ProjectWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Tells a write that came too late what there is, and where both have changed the same entity.
///
/// Confined to one transaction, in which nothing is written.
final class Refusing {

    private final Project project;
    private final ProjectWrite write;

    Refusing(Project project, ProjectWrite write) {
        this.project = project;
        this.write = write;
    }

    /// The refusal: 409 `VERSION_CONFLICT`.
    Problem problem() {
        ProjectDocument now = project.whole();
        ProjectConflict conflict = new ProjectConflict(now.version(), now.data(), conflicts());
        return Problem.of(
                        ProblemCode.VERSION_CONFLICT,
                        "The project was changed since the version that the write builds on; merge what"
                                + " serverState has, and send it again on latestVersion. Nothing was"
                                + " written.")
                .telling(conflict.value());
    }

    private List<Value> conflicts() {
        List<Value> conflicts = new ArrayList<>();
        for (ProjectEdit edit : write.edits()) {
            if (project.mayRead().test(edit.key().collection())) {
                EntityRow.find(tx(), project.account(), edit.key())
                        .filter(row -> isNewer(row, edit))
                        .map(row -> conflict(row, edit))
                        .ifPresent(conflicts::add);
            }
        }
        return conflicts;
    }

    private Tx tx() {
        return project.tx();
    }

    /// Whether an entity was changed since the version that an edit builds on, as far as that is
    /// known.
    private boolean isNewer(EntityRow row, ProjectEdit edit) {
        String named = edit.base() == null ? write.baseVersion() : edit.base();
        Optional<ProjectVersion> base = Versions.known(tx(), project.account(), named);
        return base.isEmpty() || row.seq() > base.get().seq();
    }

    /// Where an edit and an entity differ; null where they do not.
    private Value.@Nullable Obj conflict(EntityRow row, ProjectEdit edit) {
        Value.Obj client = edit instanceof Upsert upsert ? upsert.fields() : null;
        Value.Obj server = row.deleted() ? null : project.item(row);
        TreeSet<String> fields = differing(client, server);
        boolean same = client == null ? server == null : server != null && fields.isEmpty();
        return same
                ? null
                : ProjectConflict.entity(
                        row.key().collection(),
                        project.items().keyOf(row.key()),
                        fields,
                        client,
                        server);
    }

    private static TreeSet<String> differing(
            Value.@Nullable Obj client, Value.@Nullable Obj server) {
        TreeSet<String> fields = new TreeSet<>();
        if (client != null && server != null) {
            client.members()
                    .forEach((name, value) -> {
                        if (!Value.same(value, server.members().get(name))) {
                            fields.add(name);
                        }
                    });
        }
        return fields;
    }
}

package dev.tidemark.client.project;

import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.project.ProjectEdit;
import dev.tidemark.wire.schema.AppSchema;
import java.util.ArrayList;
import java.util.List;

/** Whether what an app writes fits its schema, before it is written anywhere. */
final class Fitting {

    private Fitting() {}

    /**
     * Makes sure that an entity fits.
     *
     * @param fields as they would be
     * @throws InvalidInput if it does not, with the places
     */
    static void check(AppSchema schema, ProjectEdit edit, Value.Obj fields) {
        List<Flaw> flaws = new ArrayList<>();
        Flaw unstorable = Storable.flaw(edit.place(), fields);
        if (unstorable != null) {
            flaws.add(unstorable);
        }
        for (Flaw flaw : schema.shape(edit.key().collection()).flaws(fields)) {
            flaws.add(new Flaw(edit.place() + flaw.pointer(), flaw.message()));
        }
        if (!flaws.isEmpty()) {
            throw new InvalidInput(flaws);
        }
    }
}

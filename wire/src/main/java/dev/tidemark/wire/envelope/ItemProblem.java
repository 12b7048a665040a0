package dev.tidemark.wire.envelope;

import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why an item takes part in nothing.
 *
 * @param type of the item; null where it cannot be read
 * @param id of the item; null where it cannot be read
 * @param detail what is wrong and what to do, in a sentence
 * @param errors the places, where there are any
 */
public record ItemProblem(
        @Nullable String type, @Nullable String id, String detail, List<Flaw> errors) {

    public ItemProblem {
        errors = List.copyOf(errors);
    }

    /** A problem of places. */
    static ItemProblem of(@Nullable String type, @Nullable String id, List<Flaw> flaws) {
        Flaw first = flaws.get(0);
        return new ItemProblem(type, id, first.pointer() + " " + first.message(), flaws);
    }

    static void writeAll(List<ItemProblem> problems, JsonOut out) {
        out.beginArray();
        for (ItemProblem problem : problems) {
            out.beginObject();
            out.name("item_type").textOrNull(problem.type);
            out.name("item_id").textOrNull(problem.id);
            out.name("detail").text(problem.detail);
            out.name("errors").beginArray();
            for (Flaw flaw : problem.errors) {
                out.beginObject();
                out.name("pointer").text(flaw.pointer());
                out.name("message").text(flaw.message());
                out.endObject();
            }
            out.endArray().endObject();
        }
        out.endArray();
    }

    static List<ItemProblem> readAll(Members parent) {
        List<ItemProblem> problems = new ArrayList<>();
        for (Members each : parent.objects("problems")) {
            List<Flaw> errors = new ArrayList<>();
            for (Members error : each.objects("errors")) {
                String pointer = error.optionalText("pointer");
                errors.add(new Flaw(pointer == null ? "" : pointer, error.text("message")));
            }
            problems.add(
                    new ItemProblem(
                            each.optionalText("item_type"),
                            each.optionalText("item_id"),
                            each.text("detail"),
                            errors));
        }
        return problems;
    }
}

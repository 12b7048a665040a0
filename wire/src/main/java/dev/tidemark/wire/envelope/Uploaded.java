package dev.tidemark.wire.envelope;

import dev.tidemark.wire.json.JsonOut;
import java.util.List;

/**
 * An envelope that the server keeps for a while: the answer to {@code POST /v1/envelopes}.
 *
 * @param items how many it has, those with problems included
 */
public record Uploaded(String envelopeId, int items, List<ItemProblem> problems) {

    public Uploaded {
        problems = List.copyOf(problems);
    }

    /** As it is sent. */
    public byte[] bytes() {
        JsonOut out = new JsonOut().beginObject();
        out.name("envelopeId").text(envelopeId);
        out.name("items").number(items);
        out.name("problems");
        ItemProblem.writeAll(problems, out);
        return out.endObject().bytes();
    }
}

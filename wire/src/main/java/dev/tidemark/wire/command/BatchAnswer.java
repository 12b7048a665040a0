package dev.tidemark.wire.command;

import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of a batch, and what is new since its cursor.
 *
 * @param acked in the order of the batch
 * @param rejections in the order of the batch
 */
public record BatchAnswer(List<Ack> acked, List<Rejection> rejections, Page page) {

    public BatchAnswer {
        acked = List.copyOf(acked);
        rejections = List.copyOf(rejections);
    }

    /** As it is sent. */
    public byte[] bytes() {
        JsonOut out = out();
        write(out);
        return out.endObject().bytes();
    }

    /** The beginning of an object with room for all of it. */
    JsonOut out() {
        return new JsonOut(page.size() + 160 * acked.size() + 512).beginObject();
    }

    void write(JsonOut out) {
        out.name("acked").beginArray();
        acked.forEach(ack -> ack.write(out));
        out.endArray();
        out.name("rejections").beginArray();
        rejections.forEach(rejection -> rejection.write(out));
        out.endArray();
        page.write(out);
    }

    /**
     * Reads an answer whole.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON, or not all of it
     * @throws dev.tidemark.wire.json.InvalidInput if it is no answer to a batch
     */
    public static BatchAnswer read(byte[] body) {
        Page.Parts parts = Page.Parts.of(body);
        Flaws flaws = new Flaws();
        return read(Members.of(parts.rest(), "", flaws), parts, flaws);
    }

    static BatchAnswer read(Members answer, Page.Parts parts, Flaws flaws) {
        List<Ack> acked = new ArrayList<>();
        for (Members ack : answer.objects("acked")) {
            acked.add(Ack.read(ack));
        }
        List<Rejection> rejections = new ArrayList<>();
        for (Members rejection : answer.objects("rejections")) {
            rejections.add(Rejection.read(rejection, flaws));
        }
        return new BatchAnswer(acked, rejections, parts.page(answer, flaws));
    }
}

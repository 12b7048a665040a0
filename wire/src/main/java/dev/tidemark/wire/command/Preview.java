package dev.tidemark.wire.command;

import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;

/**
 * What a batch would do, and a name for the state in which it would.
 *
 * @param answer the one that the batch would get; its cursor is the one that came with the batch,
 *     as what the answer tells has not happened
 * @param token names the batch and the account as they are; to be sent as {@link Batch#expect}
 */
public record Preview(BatchAnswer answer, String token) {

    /** As it is sent. */
    public byte[] bytes() {
        JsonOut out = answer.out();
        answer.write(out);
        return out.name("token").text(token).endObject().bytes();
    }

    /**
     * Reads a preview whole.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON, or not all of it
     * @throws dev.tidemark.wire.json.InvalidInput if it is no preview
     */
    public static Preview read(byte[] body) {
        Page.Parts parts = Page.Parts.of(body);
        Flaws flaws = new Flaws();
        Members preview = Members.of(parts.rest(), "", flaws);
        String token = preview.text("token");
        return new Preview(BatchAnswer.read(preview, parts, flaws), token);
    }
}

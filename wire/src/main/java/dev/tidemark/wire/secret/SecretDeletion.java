package dev.tidemark.wire.secret;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.Members;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code DELETE /api/secrets/{name}}.
 *
 * @param baseVersion the version that is deleted
 * @param confirmed whether a person has confirmed it
 */
public record SecretDeletion(@Nullable String baseVersion, boolean confirmed) {

    /** As it is sent. */
    public byte[] bytes() {
        return Json.bytes(
                Value.Obj.EMPTY
                        .with(
                                "baseVersion",
                                baseVersion == null ? Value.NULL : Value.of(baseVersion))
                        .with("confirm", Value.of(confirmed)));
    }

    /**
     * Reads a deletion.
     *
     * @throws dev.tidemark.wire.json.InvalidInput if it is something else
     */
    public static SecretDeletion read(Value body) {
        Flaws flaws = new Flaws();
        Members deletion = Members.of(body, "", flaws);
        SecretDeletion read =
                new SecretDeletion(SecretWrite.base(deletion), deletion.flag("confirm", false));
        flaws.check();
        return read;
    }
}

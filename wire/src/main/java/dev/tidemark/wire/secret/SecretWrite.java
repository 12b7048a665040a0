package dev.tidemark.wire.secret;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.Members;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PUT /api/secrets/{name}}. What it says of itself in a log leaves out what is
 * sealed.
 *
 * @param baseVersion the version that it replaces; null for a secret that is not there
 * @param confirmed whether a person has confirmed that another one is overwritten
 */
public record SecretWrite(
        String ciphertext,
        String algorithm,
        String keyId,
        @Nullable String baseVersion,
        boolean confirmed) {

    /** The longest ciphertext that is taken. */
    public static final int CIPHERTEXT_CHARACTERS_MAX = 128 << 10;

    /** The longest name of a secret, an algorithm or a key. */
    public static final int NAME_CHARACTERS_MAX = 200;

    /** As it is sent. */
    public byte[] bytes() {
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("ciphertext", Value.of(ciphertext));
        members.put("algorithm", Value.of(algorithm));
        members.put("keyId", Value.of(keyId));
        members.put("baseVersion", baseVersion == null ? Value.NULL : Value.of(baseVersion));
        members.put("confirm", Value.of(confirmed));
        return Json.bytes(new Value.Obj(members));
    }

    /**
     * Reads a write.
     *
     * @throws dev.tidemark.wire.json.InvalidInput if it is something else
     */
    public static SecretWrite read(Value body) {
        Flaws flaws = new Flaws();
        Members write = Members.of(body, "", flaws);
        SecretWrite read =
                new SecretWrite(
                        write.name("ciphertext", CIPHERTEXT_CHARACTERS_MAX),
                        write.name("algorithm", NAME_CHARACTERS_MAX),
                        write.name("keyId", NAME_CHARACTERS_MAX),
                        base(write),
                        write.flag("confirm", false));
        flaws.check();
        return read;
    }

    /** The base that a write or a deletion names; null for none. */
    static @Nullable String base(Members body) {
        Value base = body.value("baseVersion");
        return base instanceof Value.Num number ? number.text() : body.optionalText("baseVersion");
    }

    @Override
    public String toString() {
        return "secret on " + baseVersion;
    }
}

package dev.tidemark.wire.secret;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Instants;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.Members;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A secret as the server has it. What it says of itself in a log leaves out what is sealed.
 *
 * @param version names this very state of it; opaque
 * @param ciphertext null in a list, which tells only what there is
 * @param keyId the device's name for the key that it was sealed with
 * @param updatedAt when it was written, by the server's clock
 * @param updatedBy the device, or else the credential, that wrote it
 */
public record SealedSecret(
        String name,
        String version,
        @Nullable String ciphertext,
        String algorithm,
        String keyId,
        Instant updatedAt,
        String updatedBy) {

    /** As it is sent. */
    public Value.Obj value() {
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("name", Value.of(name));
        members.put("version", Value.of(version));
        members.put("algorithm", Value.of(algorithm));
        members.put("keyId", Value.of(keyId));
        members.put("updatedAt", Value.of(Instants.text(updatedAt)));
        members.put("updatedBy", Value.of(updatedBy));
        if (ciphertext != null) {
            members.put("ciphertext", Value.of(ciphertext));
        }
        return new Value.Obj(members);
    }

    /** A page of them, as it is sent. */
    public static Value.Obj list(List<SealedSecret> secrets, @Nullable String cursor) {
        return Value.Obj.EMPTY
                .with("secrets", Value.of(secrets.stream().map(SealedSecret::value).toList()))
                .with("hasMore", Value.of(cursor != null))
                .with("cursor", cursor == null ? Value.NULL : Value.of(cursor));
    }

    /**
     * Reads one.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is something else
     */
    public static SealedSecret read(byte[] body) {
        Flaws flaws = new Flaws();
        SealedSecret read = read(Members.of(Json.read(body, JsonLimits.DEFAULT), "", flaws));
        flaws.check();
        return read;
    }

    /** Reads a page of them. */
    public static List<SealedSecret> readList(byte[] body) {
        Flaws flaws = new Flaws();
        List<SealedSecret> secrets = new ArrayList<>();
        Members.of(Json.read(body, JsonLimits.STORED), "", flaws)
                .objects("secrets")
                .forEach(secret -> secrets.add(read(secret)));
        flaws.check();
        return secrets;
    }

    private static SealedSecret read(Members secret) {
        return new SealedSecret(
                secret.text("name"),
                secret.text("version"),
                secret.optionalText("ciphertext"),
                secret.text("algorithm"),
                secret.text("keyId"),
                secret.instant("updatedAt"),
                secret.text("updatedBy"));
    }

    @Override
    public String toString() {
        return "secret " + version;
    }
}

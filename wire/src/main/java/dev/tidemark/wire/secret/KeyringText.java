package dev.tidemark.wire.secret;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.Members;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The keys of an account's secrets as they lie at the server: all of them sealed.
 *
 * @param memoryKib what the passphrase costs, see RFC 9106
 * @param passes the same
 * @param lanes the same
 * @param salt of the passphrase, in Base64
 * @param byPassphrase the keyring's own key, sealed with the passphrase
 * @param byRecovery the same, sealed with the recovery key
 * @param current the name of the key that seals now
 * @param keys by name, each sealed with the keyring's own
 */
public record KeyringText(
        int memoryKib,
        int passes,
        int lanes,
        String salt,
        String byPassphrase,
        String byRecovery,
        String current,
        SortedMap<String, String> keys) {

    private static final int NUMBER_MAX = 1 << 30;

    public KeyringText {
        keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
    }

    /** The same with other keys. */
    public KeyringText with(String newCurrent, SortedMap<String, String> newKeys) {
        return new KeyringText(
                memoryKib, passes, lanes, salt, byPassphrase, byRecovery, newCurrent, newKeys);
    }

    /** The same under another passphrase. */
    public KeyringText with(
            int newMemoryKib, int newPasses, int newLanes, String newSalt, String newSealed) {
        return new KeyringText(
                newMemoryKib, newPasses, newLanes, newSalt, newSealed, byRecovery, current, keys);
    }

    /** As it is kept. */
    public String text() {
        TreeMap<String, Value> sealed = new TreeMap<>();
        keys.forEach((name, key) -> sealed.put(name, Value.of(key)));
        Value.Obj argon2id =
                Value.Obj.EMPTY
                        .with("memoryKib", Value.of(memoryKib))
                        .with("passes", Value.of(passes))
                        .with("lanes", Value.of(lanes))
                        .with("salt", Value.of(salt));
        Value.Obj whole =
                Value.Obj.EMPTY
                        .with("format", Value.of(1))
                        .with("argon2id", argon2id)
                        .with("byPassphrase", Value.of(byPassphrase))
                        .with("byRecovery", Value.of(byRecovery))
                        .with("current", Value.of(current))
                        .with("keys", new Value.Obj(sealed));
        return new String(Json.bytes(whole), StandardCharsets.UTF_8);
    }

    /**
     * Reads one.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is something else, or of a newer format
     */
    public static KeyringText read(String text) {
        Flaws flaws = new Flaws();
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        Members keyring = Members.of(Json.read(json, JsonLimits.DEFAULT), "", flaws);
        keyring.whole("format", 1, 1);
        Members argon2id = keyring.members("argon2id");
        Members sealed = keyring.members("keys");
        TreeMap<String, String> keys = new TreeMap<>();
        for (String name : sealed.object().members().keySet()) {
            keys.put(name, sealed.text(name));
        }
        KeyringText read =
                new KeyringText(
                        (int) argon2id.whole("memoryKib", 1, NUMBER_MAX),
                        (int) argon2id.whole("passes", 1, NUMBER_MAX),
                        (int) argon2id.whole("lanes", 1, NUMBER_MAX),
                        argon2id.text("salt"),
                        keyring.text("byPassphrase"),
                        keyring.text("byRecovery"),
                        keyring.text("current"),
                        keys);
        flaws.check();
        return read;
    }

    @Override
    public String toString() {
        return "keyring with " + keys.size() + " keys";
    }
}

package dev.tidemark.client.secret;

import dev.tidemark.client.passphrase.Stretching;
import dev.tidemark.client.secret.SecretException.Kind;
import dev.tidemark.wire.secret.KeyringText;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The keys of an account's secrets, open. Secrets are sealed with the current one; the ones before
 * stay, so that what was sealed with them opens for ever, wherever a rotation was cut off.
 *
 * <p>All of them are sealed with one key of the keyring, and that one with the passphrase and with
 * the recovery key. So a new passphrase seals one key anew, and not a secret.
 */
final class Keyring {

    private static final int SALT_BYTES = 16;

    private final Sealing sealing;
    private final String account;
    private final KeyringText text;
    private final byte[] key;
    private final SortedMap<String, byte[]> keys;

    private Keyring(
            Sealing sealing,
            String account,
            KeyringText text,
            byte[] key,
            SortedMap<String, byte[]> keys) {
        this.sealing = sealing;
        this.account = account;
        this.text = text;
        this.key = key;
        this.keys = keys;
    }

    /**
     * A new one with one key.
     *
     * @param recovery the recovery key
     * @param keyId of its first key
     */
    static Keyring made(
            SecureRandom random,
            String account,
            char[] passphrase,
            byte[] recovery,
            String keyId,
            Stretching cost) {
        Sealing sealing = new Sealing(random);
        byte[] key = sealing.newKey();
        byte[] salt = salt(random);
        KeyringText text =
                new KeyringText(
                        cost.memoryKib(),
                        cost.passes(),
                        cost.lanes(),
                        Base64.getEncoder().encodeToString(salt),
                        byPassphrase(sealing, account, key, passphrase, salt, cost),
                        sealing.seal(recovery, key, "keyring", account, "recovery"),
                        "",
                        new TreeMap<>());
        return new Keyring(sealing, account, text, key, new TreeMap<>()).withNewKey(keyId);
    }

    private static byte[] salt(SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }

    private static String byPassphrase(
            Sealing sealing,
            String account,
            byte[] key,
            char[] passphrase,
            byte[] salt,
            Stretching cost) {
        byte[] stretched = cost.key(passphrase, salt);
        try {
            return sealing.seal(stretched, key, "keyring", account, "passphrase");
        } finally {
            Arrays.fill(stretched, (byte) 0);
        }
    }

    /**
     * Opens one.
     *
     * @throws SecretException {@code WRONG_PASSPHRASE}
     */
    static Keyring opened(
            SecureRandom random, String account, KeyringText text, char[] passphrase) {
        byte[] stretched = cost(text).key(passphrase, salt(text));
        return opened(
                new Sealing(random), account, text, stretched, text.byPassphrase(), "passphrase");
    }

    /**
     * Opens one with the recovery key.
     *
     * @throws SecretException {@code WRONG_PASSPHRASE}
     */
    static Keyring recovered(
            SecureRandom random, String account, KeyringText text, byte[] recovery) {
        return opened(new Sealing(random), account, text, recovery, text.byRecovery(), "recovery");
    }

    private static byte[] salt(KeyringText text) {
        try {
            return Base64.getDecoder().decode(text.salt());
        } catch (IllegalArgumentException e) {
            throw new SecretException(Kind.DAMAGED, "the server's keyring is damaged", e);
        }
    }

    private static Keyring opened(
            Sealing sealing,
            String account,
            KeyringText text,
            byte[] with,
            String sealed,
            String how) {
        byte[] key;
        try {
            key = sealing.open(with, sealed, "keyring", account, how);
        } catch (SecretException e) {
            throw new SecretException(
                    Kind.WRONG_PASSPHRASE,
                    "the %s does not open this account's secrets; nothing was written"
                            .formatted(how.equals("recovery") ? "recovery key" : how),
                    e);
        }
        TreeMap<String, byte[]> keys = new TreeMap<>();
        for (Map.Entry<String, String> each : text.keys().entrySet()) {
            keys.put(
                    each.getKey(),
                    sealing.open(key, each.getValue(), "key", account, each.getKey()));
        }
        if (!keys.containsKey(text.current())) {
            throw new SecretException(Kind.DAMAGED, "the server's keyring lacks its current key");
        }
        return new Keyring(sealing, account, text, key, keys);
    }

    /** As it is kept at the server. */
    KeyringText text() {
        return text;
    }

    /** The name of the key that seals now. */
    String current() {
        return text.current();
    }

    /** The same with one key more, which seals from now on. */
    Keyring withNewKey(String keyId) {
        byte[] made = sealing.newKey();
        TreeMap<String, byte[]> more = new TreeMap<>(keys);
        more.put(keyId, made);
        TreeMap<String, String> sealed = new TreeMap<>(text.keys());
        sealed.put(keyId, sealing.seal(key, made, "key", account, keyId));
        return new Keyring(sealing, account, text.with(keyId, sealed), key, more);
    }

    private static Stretching cost(KeyringText text) {
        try {
            return new Stretching(text.memoryKib(), text.passes(), text.lanes());
        } catch (IllegalArgumentException e) {
            throw new SecretException(
                    SecretException.Kind.DAMAGED, String.valueOf(e.getMessage()), e);
        }
    }

    /** The same under another passphrase. */
    Keyring under(SecureRandom random, char[] passphrase, Stretching cost) {
        byte[] salt = salt(random);
        KeyringText other =
                text.with(
                        cost.memoryKib(),
                        cost.passes(),
                        cost.lanes(),
                        Base64.getEncoder().encodeToString(salt),
                        byPassphrase(sealing, account, key, passphrase, salt, cost));
        return new Keyring(sealing, account, other, key, keys);
    }

    /** Seals a secret with the current key. */
    String seal(String name, long version, byte[] plain) {
        return sealing.seal(
                keyOf(current()), plain, "secret", account, name, Long.toString(version));
    }

    /**
     * Opens a secret.
     *
     * @throws SecretException {@code DAMAGED}
     */
    byte[] open(String keyId, String name, long version, String sealed) {
        return sealing.open(keyOf(keyId), sealed, "secret", account, name, Long.toString(version));
    }

    private byte[] keyOf(String keyId) {
        byte[] found = keys.get(keyId);
        if (found == null) {
            throw new SecretException(
                    Kind.DAMAGED, "it was sealed with a key that this account does not have");
        }
        return found;
    }
}

package dev.tidemark.client.secret;

import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.secret.SecretException.Kind;
import dev.tidemark.wire.secret.SealedSecret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of an account, opened with its passphrase.
 *
 * <p>A secret is replaced or deleted only by somebody who shows what it is now: a {@link Secret}
 * that was read, or the word of a person that it does not matter. Thread-safe.
 */
public final class OpenSecrets {

    /** The longest secret that is taken, in bytes. */
    public static final int SECRET_BYTES_MAX = 64 << 10;

    private final Secrets secrets;
    private Keyring keyring;
    private String keyringVersion;

    OpenSecrets(Secrets secrets, Keyring keyring, String keyringVersion) {
        this.secrets = secrets;
        this.keyring = keyring;
        this.keyringVersion = keyringVersion;
    }

    /**
     * A secret that was read. It does not show what it holds in its text form.
     *
     * @param version names this very state of it at the server
     */
    public record Secret(String name, byte[] value, String version, long generation) {

        /** The secret as text. */
        public String text() {
            return new String(value, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "secret " + version;
        }
    }

    /**
     * What is known of a secret without opening it.
     *
     * @param keyId the key that it was sealed with
     * @param updatedBy the device, or else the credential, that wrote it
     */
    public record Listed(String name, String keyId, Instant updatedAt, String updatedBy) {}

    /**
     * Reads a secret; empty where there is none of that name.
     *
     * @throws SecretException {@code DAMAGED} if it does not open
     * @throws SyncException if the server cannot be asked
     */
    public synchronized Optional<Secret> get(String name) {
        check(name);
        return secrets.server().find(name).map(this::opened);
    }

    private Secret opened(SealedSecret sealed) {
        String text = String.valueOf(sealed.ciphertext());
        int dot = text.indexOf('.');
        long generation = dot < 1 ? 0 : number(text.substring(0, dot));
        byte[] value =
                keyring.open(sealed.keyId(), sealed.name(), generation, text.substring(dot + 1));
        return new Secret(sealed.name(), value, sealed.version(), generation);
    }

    private static long number(String digits) {
        return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : 0;
    }

    /**
     * Writes a secret that is not there yet.
     *
     * @throws SecretException {@code EXISTS} if there is one of that name; {@code INVALID}
     * @throws SyncException if the server cannot be asked; whether it was written is then to be
     *     looked up
     */
    public synchronized void put(String name, byte[] value) {
        check(name);
        check(value);
        try {
            write(name, value, 1, null);
        } catch (SecretException e) {
            if (e.kind() == Kind.CHANGED) {
                throw new SecretException(
                        Kind.EXISTS,
                        "there is a secret of that name; read it, and replace it if a person means it",
                        e);
            }
            throw e;
        }
    }

    /**
     * Replaces a secret, which a person has confirmed.
     *
     * @param read as it is now
     * @throws SecretException {@code CHANGED} if it is something else by now; {@code INVALID}
     * @throws SyncException if the server cannot be asked
     */
    public synchronized void replace(Secret read, byte[] value) {
        check(value);
        write(read.name(), value, read.generation() + 1, read.version());
    }

    private void write(String name, byte[] value, long generation, @Nullable String base) {
        String sealed = generation + "." + keyring.seal(name, generation, value);
        secrets.server().write(name, sealed, keyring.current(), base, base != null);
    }

    /**
     * Deletes a secret for good, which a person has confirmed.
     *
     * @throws SecretException {@code CHANGED}, {@code NOT_FOUND}
     * @throws SyncException if the server cannot be asked
     */
    public synchronized void delete(Secret read) {
        secrets.server().delete(read.name(), read.version());
    }

    /** What there is, by name. */
    public synchronized List<Listed> list() {
        return secrets.server().list().stream()
                .filter(secret -> !secret.name().equals(Secrets.KEYRING))
                .map(secret ->
                        new Listed(
                                secret.name(),
                                secret.keyId(),
                                secret.updatedAt(),
                                secret.updatedBy()))
                .toList();
    }

    /**
     * Makes a new key, and seals all secrets anew with it. Cut off anywhere, every secret still
     * opens: the keys before stay in the keyring. What was not sealed anew is with the next one, or
     * with {@link #resealAll}.
     *
     * @return how many secrets were sealed anew
     * @throws SecretException {@code CHANGED} if the keys were changed meanwhile: open them anew
     * @throws SyncException if the server cannot be asked
     */
    public synchronized int rotate() {
        Keyring more = keyring.withNewKey(secrets.newKeyId());
        keyringVersion = secrets.keep(more, keyringVersion);
        keyring = more;
        return resealAll();
    }

    /**
     * Seals anew what is not sealed with the current key, the rest of a rotation that was cut off.
     *
     * @return how many secrets that were
     * @throws SecretException {@code DAMAGED} for one that does not open: it stays as it is, and so
     *     do those behind it
     * @throws SyncException if the server cannot be asked
     */
    public synchronized int resealAll() {
        int count = 0;
        for (Listed listed : list()) {
            while (!listed.keyId().equals(keyring.current())) {
                Optional<Secret> found = get(listed.name());
                if (found.isEmpty()) {
                    break; // Somebody has deleted it meanwhile.
                }
                try {
                    replace(found.get(), found.get().value());
                    count++;
                    break;
                } catch (SecretException e) {
                    if (e.kind() != Kind.CHANGED) {
                        throw e;
                    }
                }
            }
        }
        return count;
    }

    /**
     * Gives the account another passphrase; the recovery key stays.
     *
     * @throws SecretException {@code INVALID}; {@code CHANGED} if the keys were changed meanwhile:
     *     open them anew
     * @throws SyncException if the server cannot be asked; one of the two passphrases then opens
     *     everything
     */
    public synchronized void changePassphrase(char[] passphrase) {
        Keyring other = secrets.under(keyring, passphrase);
        keyringVersion = secrets.keep(other, keyringVersion);
        keyring = other;
    }

    private static void check(String name) {
        if (name.isEmpty() || name.equals(Secrets.KEYRING)) {
            throw new SecretException(Kind.INVALID, "no secret can be called so");
        }
    }

    private static void check(byte[] value) {
        if (value.length == 0 || value.length > SECRET_BYTES_MAX) {
            throw new SecretException(
                    Kind.INVALID, "a secret has 1 to %d bytes".formatted(SECRET_BYTES_MAX));
        }
    }
}

package dev.tidemark.client.secret;

import dev.tidemark.client.Options;
import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.passphrase.Stretching;
import dev.tidemark.client.secret.SecretException.Kind;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.client.transport.HttpTransport;
import dev.tidemark.client.transport.Transport;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.secret.KeyringText;
import dev.tidemark.wire.secret.SealedSecret;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of an account: sealed on this device before they are sent, so that neither the server
 * nor whoever copies its files can read them.
 *
 * <p>They are never merged, and never in anything else that is synced. What they are sealed with
 * hangs on a passphrase that nobody stores, and on a recovery key that a person has written down:
 * who loses both has lost the secrets.
 *
 * <p>Thread-safe. It needs the server for everything, as nothing of a secret is kept on the device.
 */
public final class Secrets implements AutoCloseable {

    /** The name under which the keys lie at the server, sealed. */
    static final String KEYRING = "tidemark.keyring";

    /** The shortest passphrase that is taken. */
    public static final int PASSPHRASE_CHARACTERS_MIN = 8;

    private final SecretServer server;
    private final Transport transport;
    private final Supplier<String> ids;
    private final Stretching cost;
    private final SecureRandom random = new SecureRandom();

    Secrets(SecretServer server, Transport transport, Supplier<String> ids, Stretching cost) {
        this.server = server;
        this.transport = transport;
        this.ids = ids;
        this.cost = cost;
    }

    /**
     * The secrets of the account that a credential opens; nobody is asked yet.
     *
     * @throws SyncException if the address is none, or would send the credential unencrypted
     */
    public static Secrets at(URI address, Credential credential, Options options) {
        String base;
        try {
            base = HttpTransport.serverOf(address, options.http());
        } catch (IllegalArgumentException e) {
            throw new SyncException(SyncException.Kind.INVALID, String.valueOf(e.getMessage()), e);
        }
        Transport transport = options.transport().apply(options.http());
        return new Secrets(
                new SecretServer(transport, base, credential),
                transport,
                options.environment().ids(),
                Stretching.DEFAULT);
    }

    /**
     * Makes the account's first key.
     *
     * @return the recovery key, for a person to write down: it is shown once, and kept nowhere
     * @throws SecretException {@code ALREADY_SET_UP}, {@code INVALID}
     * @throws SyncException if the server cannot be asked
     */
    public String setUp(char[] passphrase) {
        check(passphrase);
        if (server.find(KEYRING).isPresent()) {
            throw alreadySetUp();
        }
        byte[] recovery = new Sealing(random).newKey();
        Keyring made =
                Keyring.made(random, server.account(), passphrase, recovery, ids.get(), cost);
        try {
            keep(made, null);
        } catch (SecretException e) {
            throw e.kind() == Kind.CHANGED ? alreadySetUp() : e;
        }
        return RecoveryKey.text(recovery);
    }

    private static SecretException alreadySetUp() {
        return new SecretException(
                Kind.ALREADY_SET_UP,
                "this account has keys already; open them with its passphrase");
    }

    /**
     * Opens the account's secrets.
     *
     * @throws SecretException {@code WRONG_PASSPHRASE}, {@code NOT_SET_UP}, {@code DAMAGED}
     * @throws SyncException if the server cannot be asked
     */
    public OpenSecrets open(char[] passphrase) {
        Kept kept = kept();
        return new OpenSecrets(
                this,
                Keyring.opened(random, server.account(), kept.text, passphrase),
                kept.version);
    }

    /**
     * Opens the account's secrets with the recovery key, and gives them a new passphrase.
     *
     * @throws SecretException {@code WRONG_PASSPHRASE}, {@code NOT_SET_UP}, {@code DAMAGED}, {@code
     *     INVALID}; {@code CHANGED} if the keys were changed meanwhile
     * @throws SyncException if the server cannot be asked
     */
    public OpenSecrets recover(String recoveryKey, char[] newPassphrase) {
        check(newPassphrase);
        byte[] recovery = RecoveryKey.read(recoveryKey);
        Kept kept = kept();
        Keyring keyring =
                Keyring.recovered(random, server.account(), kept.text, recovery)
                        .under(random, newPassphrase, cost);
        return new OpenSecrets(this, keyring, keep(keyring, kept.version));
    }

    /** Keys as the server has them, and in which version. */
    record Kept(KeyringText text, String version) {}

    Kept kept() {
        SealedSecret sealed =
                server.find(KEYRING)
                        .orElseThrow(() ->
                                new SecretException(
                                        Kind.NOT_SET_UP,
                                        "this account has no keys yet; set them up first"));
        try {
            return new Kept(
                    KeyringText.read(String.valueOf(sealed.ciphertext())), sealed.version());
        } catch (JsonFault | InvalidInput e) {
            throw new SecretException(
                    Kind.DAMAGED, "the server's keyring is damaged, or of a newer program", e);
        }
    }

    /** Keeps keys in the place of a version; the new one. */
    String keep(Keyring keyring, @Nullable String base) {
        return server.write(KEYRING, keyring.text().text(), keyring.current(), base, true);
    }

    /** The same under another passphrase. */
    Keyring under(Keyring keyring, char[] passphrase) {
        check(passphrase);
        return keyring.under(random, passphrase, cost);
    }

    String newKeyId() {
        return ids.get();
    }

    SecretServer server() {
        return server;
    }

    /** Nobody is locked out by a slip: what is too short is refused before anything is made. */
    private static void check(char[] passphrase) {
        if (passphrase.length < PASSPHRASE_CHARACTERS_MIN) {
            throw new SecretException(
                    Kind.INVALID,
                    "a passphrase has at least %d characters".formatted(PASSPHRASE_CHARACTERS_MIN));
        }
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        transport.close();
    }

    /** Whether the account has keys. */
    public boolean isSetUp() {
        Optional<SealedSecret> keyring = server.find(KEYRING);
        return keyring.isPresent();
    }
}

package dev.tidemark.server.access;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// What a caller shows: which credential of which account, and the secret that proves it.
///
/// As text it is `tmk_` (an API key) or `tmd_` (a device's token) and 86 letters, of which the
/// first ones name the credential and may be shown.
public final class Token {

    private static final int SECRET_BYTES = 32;
    private static final int BYTES = 16 + 16 + SECRET_BYTES;
    private static final int LETTERS = 86;
    private static final int PREFIX_LETTERS = 12;

    private final boolean ofDevice;
    private final UUID credential;
    private final UUID account;
    private final byte[] secret;

    private Token(boolean ofDevice, UUID credential, UUID account, byte[] secret) {
        this.ofDevice = ofDevice;
        this.credential = credential;
        this.account = account;
        this.secret = secret;
    }

    /// A new one.
    ///
    /// @param random must not be guessable
    public static Token make(
            boolean ofDevice, String account, String credential, RandomGenerator random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new Token(ofDevice, UUID.fromString(credential), UUID.fromString(account), secret);
    }

    /// The token that a text is; empty for any other text.
    public static Optional<Token> read(String text) {
        boolean ofDevice = text.startsWith("tmd_");
        if (!ofDevice && !text.startsWith("tmk_") || text.length() != 4 + LETTERS) {
            return Optional.empty();
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(4)));
            UUID credential = new UUID(bytes.getLong(), bytes.getLong());
            UUID account = new UUID(bytes.getLong(), bytes.getLong());
            byte[] secret = new byte[SECRET_BYTES];
            bytes.get(secret);
            return Optional.of(new Token(ofDevice, credential, account, secret));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Whether it is a device's.
    public boolean ofDevice() {
        return ofDevice;
    }

    /// The id of the credential that it claims to be.
    public String credential() {
        return credential.toString();
    }

    /// The id of the account that it claims to be for.
    public String account() {
        return account.toString();
    }

    /// What is kept of the secret. One hash is enough: nobody guesses 256 random bits.
    public byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /// How it begins; no secret.
    public String prefix() {
        return reveal().substring(0, 4 + PREFIX_LETTERS);
    }

    /// The whole token, for the one time that it is shown.
    public String reveal() {
        byte[] bytes =
                ByteBuffer.allocate(BYTES)
                        .putLong(credential.getMostSignificantBits())
                        .putLong(credential.getLeastSignificantBits())
                        .putLong(account.getMostSignificantBits())
                        .putLong(account.getLeastSignificantBits())
                        .put(secret)
                        .array();
        String letters = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return (ofDevice ? "tmd_" : "tmk_") + letters;
    }

    /// Its beginning only, so that it cannot get into a log by accident.
    @Override
    public String toString() {
        return prefix() + "…";
    }
}

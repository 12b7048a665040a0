package dev.tidemark.server.key;

import java.util.Optional;
import java.util.UUID;

/// What names an API key towards admins: the account and the credential, joined by a dot.
record KeyId(String account, String credential) {

    /// Comes before all keys.
    static final KeyId FIRST = new KeyId("", "");

    /// The id that a text is; empty for any other text.
    static Optional<KeyId> read(String text) {
        String[] parts = text.split("\\.", -1);
        return parts.length == 2 && isUuid(parts[0]) && isUuid(parts[1])
                ? Optional.of(new KeyId(parts[0], parts[1]))
                : Optional.empty();
    }

    private static boolean isUuid(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return account + "." + credential;
    }
}

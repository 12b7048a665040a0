package dev.tidemark.client.transport;

import org.jspecify.annotations.Nullable;

/**
 * What proves to the server who asks. Its text form never shows the secret.
 *
 * @param deviceId the device that a device token speaks for; null for other kinds
 */
public record Credential(Kind kind, String secret, @Nullable String deviceId) {

    /** What kind of credential it is. */
    public enum Kind {
        /** An API key, a personal access token or an OAuth access token. */
        BEARER,
        /** What a device was given when it was enrolled. */
        DEVICE_TOKEN
    }

    public Credential {
        if (secret.isBlank() || !secret.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "a credential is one word of printable ASCII; this one is "
                            + (secret.isBlank() ? "empty" : "something else"));
        }
    }

    /** An API key, a personal access token or an OAuth access token. */
    public static Credential bearer(String secret) {
        return new Credential(Kind.BEARER, secret, null);
    }

    /** The token of a device that was enrolled already, with that device's id. */
    public static Credential deviceToken(String deviceId, String token) {
        return new Credential(Kind.DEVICE_TOKEN, token, deviceId);
    }

    @Override
    public String toString() {
        return kind + " credential";
    }
}

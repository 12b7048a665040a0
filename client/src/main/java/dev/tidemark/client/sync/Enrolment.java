package dev.tidemark.client.sync;

import dev.tidemark.client.transport.Credential;
import org.jspecify.annotations.Nullable;

/**
 * Where and as whom this device syncs.
 *
 * @param server its address, without a slash at its end
 * @param credential what the app gave
 * @param token what this device was given for it; null where the credential itself is used
 * @param enrolledAs the device id that was enrolled; null for none yet
 * @param checked whether the credential was seen to open this database's account
 */
public record Enrolment(
        String server,
        Credential credential,
        @Nullable String token,
        @Nullable String enrolledAs,
        boolean checked) {

    /** What requests are made with. */
    public Credential speaking() {
        return token != null && enrolledAs != null
                ? Credential.deviceToken(enrolledAs, token)
                : credential;
    }
}

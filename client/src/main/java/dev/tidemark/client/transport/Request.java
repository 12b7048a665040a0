package dev.tidemark.client.transport;

import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param server the server's address, without a slash at its end
 * @param path with its query, from the slash on
 * @param body JSON; null for none
 */
public record Request(
        Method method, String server, String path, Credential credential, byte @Nullable [] body) {

    /** The verbs that sync uses. */
    public enum Method {
        GET,
        POST
    }

    public static Request get(String server, String path, Credential credential) {
        return new Request(Method.GET, server, path, credential, null);
    }

    public static Request post(String server, String path, Credential credential, byte[] body) {
        return new Request(Method.POST, server, path, credential, body);
    }
}

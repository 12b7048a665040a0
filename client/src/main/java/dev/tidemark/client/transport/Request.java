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

    /** The verbs that are used. */
    public enum Method {
        GET,
        POST,
        PUT,
        DELETE
    }

    public static Request get(String server, String path, Credential credential) {
        return new Request(Method.GET, server, path, credential, null);
    }

    public static Request post(String server, String path, Credential credential, byte[] body) {
        return new Request(Method.POST, server, path, credential, body);
    }

    public static Request put(String server, String path, Credential credential, byte[] body) {
        return new Request(Method.PUT, server, path, credential, body);
    }

    public static Request delete(String server, String path, Credential credential, byte[] body) {
        return new Request(Method.DELETE, server, path, credential, body);
    }
}

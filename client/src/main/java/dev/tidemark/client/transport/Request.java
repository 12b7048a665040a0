package dev.tidemark.client.transport;

import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param server the server's address, without a slash at its end
 * @param path with its query, from the slash on
 * @param body JSON; null for none
 * @param idempotencyKey a name for it, by which the server knows it again; null for none
 */
public record Request(
        Method method,
        String server,
        String path,
        Credential credential,
        byte @Nullable [] body,
        @Nullable String idempotencyKey) {

    /** The verbs that are used. */
    public enum Method {
        GET,
        POST,
        PUT,
        DELETE
    }

    public static Request get(String server, String path, Credential credential) {
        return new Request(Method.GET, server, path, credential, null, null);
    }

    public static Request post(String server, String path, Credential credential, byte[] body) {
        return new Request(Method.POST, server, path, credential, body, null);
    }

    /** The same request under a name. */
    public Request named(String key) {
        return new Request(method, server, path, credential, body, key);
    }

    public static Request put(String server, String path, Credential credential, byte[] body) {
        return new Request(Method.PUT, server, path, credential, body, null);
    }

    public static Request delete(String server, String path, Credential credential, byte[] body) {
        return new Request(Method.DELETE, server, path, credential, body, null);
    }
}

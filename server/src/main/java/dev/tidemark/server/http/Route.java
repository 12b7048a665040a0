package dev.tidemark.server.http;

import dev.tidemark.server.access.Permission;
import java.util.List;

/// One line of the server's surface.
///
/// @param method in capitals
/// @param path with parameters in braces, each a whole segment: `/v1/devices/{deviceId}`
/// @param permission what it asks of its caller
/// @param operation what the OpenAPI document says of it
/// @param handler what it does
public record Route(
        String method, String path, Permission permission, Operation operation, Handler handler) {

    public Route {
        if (!path.startsWith("/") || path.endsWith("/")) {
            throw new IllegalArgumentException("Not a path of a route: " + path);
        }
    }

    /// The path's parts between the slashes.
    List<String> segments() {
        return List.of(path.substring(1).split("/"));
    }

    /// Whether a part of a path stands for any value.
    static boolean isParameter(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }
}

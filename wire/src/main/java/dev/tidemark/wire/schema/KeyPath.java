package dev.tidemark.wire.schema;

import java.util.regex.Pattern;

/** A place in a document as people write it: {@code collections.endpoints.groups[0]}. */
final class KeyPath {

    private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");

    private KeyPath() {}

    /** The keys of a place (RFC 6901); "" for the whole document. */
    static String of(String pointer) {
        StringBuilder path = new StringBuilder();
        for (String token :
                pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
            String key = token.replace("~1", "/").replace("~0", "~");
            if (INDEX.matcher(key).matches()) {
                path.append('[').append(key).append(']');
            } else if (key.isEmpty() || key.contains(".") || key.contains(" ")) {
                path.append(path.isEmpty() ? "" : ".").append('"').append(key).append('"');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(key);
            }
        }
        return path.toString();
    }
}

package dev.tidemark.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The form that a version has in the headers `ETag`, `If-Match` and `If-None-Match` (RFC 9110).
public final class EntityTag {

    private static final Pattern ONE = Pattern.compile("(?:W/)?\"([^\"]*)\"|[^\\s,\"]+");

    private EntityTag() {}

    /// A version as a tag.
    public static String of(String version) {
        return "\"" + version + "\"";
    }

    /// The versions in a header, in their order; one that lacks its quotes is taken as it is, a
    /// star too.
    public static List<String> all(String header) {
        List<String> versions = new ArrayList<>();
        Matcher matcher = ONE.matcher(header);
        while (matcher.find()) {
            versions.add(matcher.group(1) == null ? matcher.group() : matcher.group(1));
        }
        return versions;
    }
}

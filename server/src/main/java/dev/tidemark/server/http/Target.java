package dev.tidemark.server.http;

import dev.tidemark.server.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a request is addressed to, decoded part by part: a slash that was escaped stays part of its
/// segment, and dots mean nothing.
///
/// @param segments the path's parts between the slashes
/// @param query the parameters, each with its values in order
record Target(List<String> segments, Map<String, List<String>> query) {

    /// @throws Problem 400 if something is escaped wrongly or is not UTF-8
    static Target of(String rawPath, String rawQuery) {
        List<String> segments = new ArrayList<>();
        for (String segment : rawPath.substring(rawPath.startsWith("/") ? 1 : 0).split("/", -1)) {
            segments.add(decoded(segment, "path"));
        }
        return new Target(segments, rawQuery.isEmpty() ? Map.of() : parameters(rawQuery));
    }

    private static Map<String, List<String>> parameters(String rawQuery) {
        Map<String, List<String>> query = new TreeMap<>();
        for (String pair : rawQuery.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            query.computeIfAbsent(parameter(name), _ -> new ArrayList<>()).add(parameter(value));
        }
        return query;
    }

    /// The values of a query parameter, in order.
    List<String> all(String name) {
        return query.getOrDefault(name, List.of());
    }

    private static String parameter(String text) {
        return decoded(text.replace('+', ' '), "query");
    }

    private static String decoded(String text, String where) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteBuffer bytes = ByteBuffer.allocate(3 * text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.put((byte) octet(text, i + 1, where));
                i += 2;
            } else {
                bytes.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw Problem.unreadable("The " + where + " of the address is not UTF-8.");
        }
    }

    private static int octet(String text, int at, String where) {
        if (at + 2 <= text.length()) {
            int high = Character.digit(text.charAt(at), 16);
            int low = Character.digit(text.charAt(at + 1), 16);
            if (high >= 0 && low >= 0) {
                return 16 * high + low;
            }
        }
        throw Problem.unreadable(
                "The " + where + " of the address has a % without two hexadecimal digits.");
    }
}

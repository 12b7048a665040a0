package dev.tidemark.wire.schema;

import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonFault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * A YAML or JSON document as a value, with the line of each of its parts. Of YAML, what JSON has:
 * no aliases (so no document grows as it is read), no tags, no numbers that JSON would not know.
 *
 * @param lines by place (RFC 6901)
 */
record PlacedDocument(Value value, Map<String, Integer> lines) {

    private static final int BYTES_MAX = 1024 * 1024;
    private static final int DEPTH_MAX = 64;
    private static final JsonFactory JSON = new JsonFactory();
    private static final YAMLFactory YAML = new YAMLFactory();

    /** What JSON takes for a number (RFC 8259, section 6). */
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    /** A document without lines: it came as a part of something else. */
    static PlacedDocument of(Value value) {
        return new PlacedDocument(value, Map.of());
    }

    /**
     * Reads a document.
     *
     * @throws InvalidSchema if it is none
     */
    static PlacedDocument read(String source, byte[] bytes) {
        if (bytes.length > BYTES_MAX) {
            throw refused(source, 0, "is larger than %d bytes".formatted(BYTES_MAX));
        }
        String text;
        try {
            text = Json.decoded(bytes);
        } catch (JsonFault notUtf8) {
            throw refused(source, 0, notUtf8.getMessage());
        }
        if (text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        boolean json = isJson(source, text);
        TokenStreamFactory factory = json ? JSON : YAML;
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
            return new Walk(source, parser).whole();
        } catch (JacksonException e) {
            throw refused(
                    source,
                    e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                    json ? "this is not JSON" : "this is not YAML");
        }
    }

    private static boolean isJson(String source, String text) {
        return source.endsWith(".json")
                || !source.endsWith(".yaml")
                        && !source.endsWith(".yml")
                        && text.stripLeading().startsWith("{");
    }

    private static InvalidSchema refused(String source, int line, String message) {
        String told = line > 0 ? "line %d: %s".formatted(line, message) : message;
        return new InvalidSchema(source, List.of(told), List.of(new Flaw("", told)));
    }

    /** The exception that tells of flaws in this document. */
    InvalidSchema invalid(String source, List<Flaw> flaws) {
        List<String> told = new ArrayList<>();
        List<Flaw> placed = new ArrayList<>();
        for (Flaw flaw : flaws) {
            int line = line(flaw.pointer());
            String at = line > 0 ? "line " + line : "";
            String keys = KeyPath.of(flaw.pointer());
            String place = at.isEmpty() || keys.isEmpty() ? at + keys : at + ", " + keys;
            told.add(place.isEmpty() ? flaw.message() : place + ": " + flaw.message());
            placed.add(at.isEmpty() ? flaw : new Flaw(flaw.pointer(), at + ": " + flaw.message()));
        }
        return new InvalidSchema(source, told, placed);
    }

    /** The line of a place, or of what it would stand in; 0 where that is not known. */
    private int line(String pointer) {
        String place = pointer;
        while (!lines.containsKey(place) && !place.isEmpty()) {
            place = place.substring(0, place.lastIndexOf('/'));
        }
        return lines.getOrDefault(place, 0);
    }

    /** Reads one document from a parser. */
    private static final class Walk {

        private final String source;
        private final JsonParser parser;
        private final Map<String, Integer> lines = new HashMap<>();

        Walk(String source, JsonParser parser) {
            this.source = source;
            this.parser = parser;
        }

        PlacedDocument whole() {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw refused(source, 0, "is empty");
            }
            Value value = value(first, "", 1);
            if (parser.nextToken() != null) {
                throw here("a second document follows; there must be one only");
            }
            return new PlacedDocument(value, lines);
        }

        private Value value(JsonToken token, String pointer, int depth) {
            lines.putIfAbsent(pointer, line());
            if (depth > DEPTH_MAX) {
                throw here("nested deeper than %d levels".formatted(DEPTH_MAX));
            }
            if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
                throw here("an alias (*name) is not understood; write out what it stands for");
            }
            return switch (token) {
                case START_OBJECT -> members(pointer, depth);
                case START_ARRAY -> items(pointer, depth);
                case VALUE_STRING -> Value.of(parser.getString());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getString());
                case VALUE_TRUE -> Value.TRUE;
                case VALUE_FALSE -> Value.FALSE;
                case VALUE_NULL -> Value.NULL;
                default -> throw here("a value is missing here");
            };
        }

        private Value members(String pointer, int depth) {
            TreeMap<String, Value> members = new TreeMap<>();
            for (JsonToken token = next(); token != JsonToken.END_OBJECT; token = next()) {
                String name = parser.currentName();
                String place = pointer + "/" + Storable.escaped(name);
                lines.putIfAbsent(place, line());
                if (members.containsKey(name)) {
                    throw here("the key %s is there twice".formatted(name));
                }
                members.put(name, value(next(), place, depth + 1));
            }
            return new Value.Obj(members);
        }

        private Value items(String pointer, int depth) {
            List<Value> items = new ArrayList<>();
            for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
                items.add(value(token, pointer + "/" + items.size(), depth + 1));
            }
            return new Value.Array(items);
        }

        private Value number(String text) {
            if (!NUMBER.matcher(text).matches()) {
                throw here(
                        "%s is no number as JSON has them; quote it if it is a text"
                                .formatted(text));
            }
            return new Value.Num(text);
        }

        private JsonToken next() {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw here("the document ends too early");
            }
            return token;
        }

        private int line() {
            TokenStreamLocation place = parser.currentTokenLocation();
            return Math.max(0, place.getLineNr());
        }

        private InvalidSchema here(String message) {
            return refused(source, line(), message);
        }
    }
}

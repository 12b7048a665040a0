package dev.tidemark.wire.json;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.JsonFault.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;

/**
 * A walk over a JSON text, for readers that take it in parts: a page of records is read entry by
 * entry, each as a value and as the text that stood there. Not safe for use by several threads.
 */
public final class JsonCursor implements AutoCloseable {

    /**
     * Names are not kept from one text to the next: they come from strangers, who could fill such a
     * table. Of the parser's own limits only the one for numbers is left, which it checks early.
     */
    private static final JsonFactory FACTORY =
            factory().disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES).build();

    /** What we wrote ourselves has the same names again and again. */
    private static final JsonFactory OWN_FACTORY = factory().build();

    private static JsonFactoryBuilder factory() {
        return JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNumberLength(JsonLimits.NUMBER_CHARACTERS_MAX)
                                .maxNestingDepth(Integer.MAX_VALUE)
                                .maxStringLength(Integer.MAX_VALUE)
                                .maxNameLength(Integer.MAX_VALUE)
                                .build());
    }

    private static final String NUMBER_TOO_LONG =
            "a number has more than %d characters; send it as a text"
                    .formatted(JsonLimits.NUMBER_CHARACTERS_MAX);

    private final String text;
    private final JsonParser parser;
    private final int depthMax;
    private int depth;
    private JsonToken token = JsonToken.NOT_AVAILABLE;

    /** Stands before the first value. */
    public JsonCursor(String text, JsonLimits limits) {
        this.text = text;
        this.depthMax = limits.depthMax();
        this.parser = FACTORY.createParser(ObjectReadContext.empty(), text.toCharArray());
    }

    /** Stands before the first value of what we wrote ourselves, in UTF-8; it has no offsets. */
    JsonCursor(byte[] own) {
        this.text = "";
        this.depthMax = JsonLimits.STORED.depthMax();
        this.parser = OWN_FACTORY.createParser(ObjectReadContext.empty(), own);
    }

    /**
     * Steps to the next value, member name, or end of an object or array.
     *
     * @throws JsonFault if there is none
     */
    public void next() {
        try {
            JsonToken found = parser.nextToken();
            if (found == null) {
                throw faultHere(Kind.TRUNCATED, "the JSON ends too early: is all of it there?");
            }
            token = found;
        } catch (JacksonException e) {
            throw fault(e);
        }
    }

    /** Whether this is the beginning of an object. */
    public boolean atObject() {
        return token == JsonToken.START_OBJECT;
    }

    /** Whether this is the beginning of an array. */
    public boolean atArray() {
        return token == JsonToken.START_ARRAY;
    }

    /** Whether this is the end of an object or array. */
    public boolean atEnd() {
        return token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY;
    }

    /** The name of the member that this stands at. */
    public String name() {
        try {
            return parser.currentName();
        } catch (JacksonException e) {
            throw fault(e);
        }
    }

    /** Reads the value that begins here, and stands at its end. */
    public Value value() {
        try {
            return read();
        } catch (JacksonException e) {
            throw fault(e);
        }
    }

    /** Where in the text the value begins, or the object or array ends, that this stands at. */
    public int offset() {
        return Math.toIntExact(parser.currentTokenLocation().getCharOffset());
    }

    /** The text from an {@link #offset} up to the end of what this stands at. */
    public String textFrom(int offset) {
        return text.substring(offset, Math.toIntExact(parser.currentLocation().getCharOffset()));
    }

    /**
     * Makes sure that nothing follows.
     *
     * @throws JsonFault if something does
     */
    public void end() {
        try {
            if (parser.nextToken() != null) {
                throw faultHere(
                        Kind.MALFORMED, "something follows the end of the JSON; take it away");
            }
        } catch (JacksonException e) {
            throw fault(e);
        }
    }

    @Override
    public void close() {
        parser.close();
    }

    private Value read() {
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> new Value.Text(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
            case VALUE_TRUE -> Value.TRUE;
            case VALUE_FALSE -> Value.FALSE;
            case VALUE_NULL -> Value.NULL;
            default -> throw faultHere(Kind.MALFORMED, "a value is missing here");
        };
    }

    private Value number() {
        String number = parser.getString();
        if (number.length() > JsonLimits.NUMBER_CHARACTERS_MAX) {
            throw faultHere(Kind.NUMBER_TOO_LONG, NUMBER_TOO_LONG);
        }
        return new Value.Num(number);
    }

    private Value object() {
        enter();
        TreeMap<String, Value> members = new TreeMap<>();
        while (step() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            step();
            if (members.put(name, read()) != null) {
                throw faultHere(
                        Kind.DUPLICATE,
                        "this object has a member twice, and which one is meant cannot be known");
            }
        }
        depth--;
        return new Value.Obj(members);
    }

    private Value array() {
        enter();
        List<Value> items = new ArrayList<>();
        while (step() != JsonToken.END_ARRAY) {
            items.add(read());
        }
        depth--;
        return new Value.Array(items);
    }

    private JsonToken step() {
        next();
        return token;
    }

    private void enter() {
        if (++depth > depthMax) {
            throw faultHere(
                    Kind.TOO_DEEP, "nested deeper than the %d levels allowed".formatted(depthMax));
        }
    }

    private JsonFault faultHere(Kind kind, String sentence) {
        return fault(kind, sentence, parser.currentTokenLocation());
    }

    private JsonFault fault(JacksonException e) {
        TokenStreamLocation place =
                e.getLocation() == null ? parser.currentLocation() : e.getLocation();
        if (e instanceof UnexpectedEndOfInputException) {
            return fault(Kind.TRUNCATED, "the JSON ends too early: is all of it there?", place);
        }
        if (e instanceof StreamConstraintsException) {
            return fault(Kind.NUMBER_TOO_LONG, NUMBER_TOO_LONG, place);
        }
        return fault(Kind.MALFORMED, "this is not JSON", place);
    }

    private static JsonFault fault(Kind kind, String sentence, TokenStreamLocation place) {
        return new JsonFault(kind, sentence, place.getLineNr(), place.getColumnNr());
    }
}

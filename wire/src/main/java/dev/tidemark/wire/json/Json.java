package dev.tidemark.wire.json;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.JsonFault.Kind;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON into exact values and writes them. Strict where two readers could differ: duplicate
 * members, text behind the end, NaN, comments, and bytes that are not UTF-8 are refused. A lone
 * surrogate that is written as an escape is read, so that it can be refused where it stands. Safe
 * to use from any thread.
 */
public final class Json {

    private Json() {}

    /**
     * Reads one value.
     *
     * @throws JsonFault if the bytes are not one JSON value in UTF-8 within the limits
     */
    public static Value read(byte[] json, JsonLimits limits) {
        return read(decoded(json), limits);
    }

    /**
     * Reads what was written by {@link #bytes} or {@link JsonOut}, and so has no flaws: at less
     * cost, and without limits.
     *
     * @throws JsonFault if it has nevertheless
     */
    public static Value own(byte[] json) {
        try (JsonCursor cursor = new JsonCursor(json)) {
            cursor.next();
            Value value = cursor.value();
            cursor.end();
            return value;
        } catch (JsonFault fault) {
            return read(json, JsonLimits.STORED); // It says better what is wrong.
        }
    }

    /**
     * Reads one value.
     *
     * @throws JsonFault if the text is not one JSON value within the limits
     */
    public static Value read(String json, JsonLimits limits) {
        try {
            return parsed(json, limits);
        } catch (JsonFault fault) {
            String unescaped =
                    fault.kind() == Kind.MALFORMED ? LoneSurrogates.unescaped(json) : null;
            if (unescaped == null) {
                throw fault;
            }
            return again(unescaped, limits, fault);
        }
    }

    /** Reads what may now be readable; if it is not, the first fault has the true place. */
    private static Value again(String unescaped, JsonLimits limits, JsonFault first) {
        try {
            return parsed(unescaped, limits);
        } catch (JsonFault still) {
            throw still.kind() == Kind.MALFORMED ? first : still;
        }
    }

    private static Value parsed(String json, JsonLimits limits) {
        try (JsonCursor cursor = new JsonCursor(json, limits)) {
            cursor.next();
            Value value = cursor.value();
            cursor.end();
            return value;
        }
    }

    /** The value in UTF-8, without white space, members sorted, numbers as they were written. */
    public static byte[] bytes(Value value) {
        return new JsonOut(256).value(value).bytes();
    }

    /**
     * Bytes as text.
     *
     * @throws JsonFault if they are not UTF-8
     */
    public static String decoded(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            refuseReplaced(utf8);
        }
        return text;
    }

    /** The fast way above writes U+FFFD for what is no UTF-8; it may also stand there rightly. */
    private static void refuseReplaced(byte[] utf8) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(utf8);
        CoderResult result = decoder.decode(in, CharBuffer.allocate(utf8.length), true);
        try {
            if (result.isError()) {
                result.throwException();
            }
        } catch (CharacterCodingException e) {
            throw new JsonFault(
                    Kind.NOT_UTF8,
                    "byte %d is not UTF-8; send the text encoded as UTF-8"
                            .formatted(in.position() + 1),
                    0,
                    0);
        }
    }
}

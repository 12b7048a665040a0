package dev.tidemark.wire.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A walk over JSON in the form in which we write it: no white space, the members of an object in
 * the order of their names, nothing escaped in a name. It makes nothing of what it passes, so it is
 * several times as fast as reading. What is not in this form is {@link NotPlain}; whoever walks
 * then takes {@link JsonCursor}, which reads every form and says what is wrong with what is none.
 * What this passes as plain is JSON, and {@link Json#read(byte[], JsonLimits)} can read it. Not
 * safe for use by several threads.
 */
public final class JsonScan {

    private final byte[] json;
    private final int depthMax;
    private int at;
    private int depth;

    /**
     * Stands before the first value.
     *
     * @throws JsonFault if the bytes are not UTF-8
     */
    public JsonScan(byte[] json, JsonLimits limits) {
        Json.decoded(json);
        this.json = json;
        this.depthMax = limits.depthMax();
    }

    /** This is not the form in which we write JSON; it may or may not be JSON. */
    public static final class NotPlain extends Exception {

        private static final long serialVersionUID = 1;

        /** Says only: go the other way. */
        private NotPlain() {
            super("not in the plain form", null, false, false);
        }
    }

    /** For walkers that miss something. */
    public static NotPlain notPlain() {
        return new NotPlain();
    }

    /** The members of an object, one after the other. */
    public final class Members {

        private final boolean sorted;
        private int nameFrom;
        private int nameTo;
        private boolean first = true;

        private Members(boolean sorted) {
            this.sorted = sorted;
        }

        /** Steps to the next member; its value has to be passed before the one after it. */
        public boolean next() throws NotPlain {
            if (!another('}', first)) {
                return false;
            }
            int from = at + 1;
            passName();
            int to = at - 1;
            if (sorted && !first && compare(from, to, nameFrom, nameTo) <= 0) {
                throw new NotPlain();
            }
            expect(':');
            nameFrom = from;
            nameTo = to;
            first = false;
            return true;
        }

        public String name() {
            return decoded(nameFrom, nameTo);
        }
    }

    /** Where this stands. */
    public int offset() {
        return at;
    }

    /** The bytes from an {@link #offset} up to where this stands. */
    public byte[] bytesFrom(int offset) {
        return Arrays.copyOfRange(json, offset, at);
    }

    /** Enters an object whose members have to be in the order of their names. */
    public Members members() throws NotPlain {
        enter('{');
        return new Members(true);
    }

    /** Enters an object whose members may be in any order, and there twice. */
    public Members membersInAnyOrder() throws NotPlain {
        enter('{');
        return new Members(false);
    }

    /** Enters an array; then ask {@link #nextItem} before each item. */
    public void beginArray() throws NotPlain {
        enter('[');
    }

    /** Whether there is another item; if not, the array is behind. */
    public boolean nextItem(boolean first) throws NotPlain {
        return another(']', first);
    }

    /** Passes an array, or an object; how many items or members it has. */
    public int count(char bracket) throws NotPlain {
        if (peek() != bracket) {
            throw new NotPlain();
        }
        return bracket == '{' ? passObject() : passArray();
    }

    /** A text without escapes. */
    public String text() throws NotPlain {
        int from = at + 1;
        passName();
        return decoded(from, at - 1);
    }

    /** A text without escapes; null for null. */
    public @Nullable String textOrNull() throws NotPlain {
        if (peek() == 'n') {
            passWord("null");
            return null;
        }
        return text();
    }

    /** A whole number of at most 15 digits, not negative. */
    public long whole() throws NotPlain {
        int from = at;
        long number = 0;
        while (isDigit(peek())) {
            number = number * 10 + json[at++] - '0';
        }
        boolean leadingZero = at - from > 1 && json[from] == '0';
        if (at == from || at - from > 15 || leadingZero || isNumberPart(peek())) {
            throw new NotPlain();
        }
        return number;
    }

    /** Passes true or false; which one. */
    public boolean flag() throws NotPlain {
        boolean flag = peek() == 't';
        passWord(flag ? "true" : "false");
        return flag;
    }

    /** Passes one value. */
    public void pass() throws NotPlain {
        switch (peek()) {
            case '"' -> passText();
            case '{' -> passObject();
            case '[' -> passArray();
            case 't' -> passWord("true");
            case 'f' -> passWord("false");
            case 'n' -> passWord("null");
            default -> passNumber();
        }
    }

    /** Makes sure that nothing follows. */
    public void end() throws NotPlain {
        if (at != json.length) {
            throw new NotPlain();
        }
    }

    private int passObject() throws NotPlain {
        int count = 0;
        Members members = members();
        while (members.next()) {
            pass();
            count++;
        }
        return count;
    }

    private int passArray() throws NotPlain {
        int count = 0;
        beginArray();
        while (nextItem(count == 0)) {
            pass();
            count++;
        }
        return count;
    }

    private boolean another(char end, boolean first) throws NotPlain {
        if (peek() == end) {
            at++;
            depth--;
            return false;
        }
        if (!first) {
            expect(',');
        }
        return true;
    }

    private void enter(char bracket) throws NotPlain {
        expect(bracket);
        if (++depth > depthMax) {
            throw new NotPlain();
        }
    }

    private void passName() throws NotPlain {
        expect('"');
        int c = peek();
        while (c != '"') {
            if (c == '\\' || c >= 0 && c < ' ' || at >= json.length) {
                throw new NotPlain();
            }
            at++;
            c = peek();
        }
        at++;
    }

    private void passText() throws NotPlain {
        expect('"');
        while (true) {
            if (at >= json.length) {
                throw new NotPlain();
            }
            byte c = json[at++];
            if (c == '"') {
                return;
            }
            if (c == '\\') {
                passEscape();
            } else if (c >= 0 && c < ' ') {
                throw new NotPlain();
            }
        }
    }

    /** Halves of surrogate pairs are among those by number; so are rare things only. */
    private void passEscape() throws NotPlain {
        switch (peek()) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at++;
            default -> throw new NotPlain();
        }
    }

    private void passNumber() throws NotPlain {
        int from = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            passDigits();
        }
        if (peek() == '.') {
            at++;
            passDigits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            passDigits();
        }
        if (at - from > JsonLimits.NUMBER_CHARACTERS_MAX) {
            throw new NotPlain();
        }
    }

    private void passDigits() throws NotPlain {
        if (!isDigit(peek())) {
            throw new NotPlain();
        }
        while (isDigit(peek())) {
            at++;
        }
    }

    private void passWord(String word) throws NotPlain {
        for (int i = 0; i < word.length(); i++) {
            expect(word.charAt(i));
        }
    }

    private void expect(char c) throws NotPlain {
        if (peek() != c) {
            throw new NotPlain();
        }
        at++;
    }

    /** What stands here; nothing that JSON begins or goes on with, at the end. */
    private int peek() {
        return at < json.length ? json[at] : 0;
    }

    private int compare(int from, int to, int otherFrom, int otherTo) {
        return Arrays.compareUnsigned(json, from, to, json, otherFrom, otherTo);
    }

    private String decoded(int from, int to) {
        return new String(json, from, to - from, StandardCharsets.UTF_8);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNumberPart(int c) {
        return c == '.' || c == 'e' || c == 'E';
    }
}

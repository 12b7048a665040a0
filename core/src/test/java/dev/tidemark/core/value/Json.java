package dev.tidemark.core.value;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Writes JSON values into tests as text, with ' for ". Nothing of the project reads JSON by it. */
public final class Json {

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    public static Value json(String text) {
        Json reader = new Json(text.replace('\'', '"'));
        Value value = reader.value();
        reader.space();
        if (reader.at != reader.text.length()) {
            throw new IllegalArgumentException("more text at " + reader.at + " of " + text);
        }
        return value;
    }

    public static Value.Obj object(String text) {
        return (Value.Obj) json(text);
    }

    private Value value() {
        space();
        char c = text.charAt(at);
        return switch (c) {
            case '{' -> members();
            case '[' -> items();
            case '"' -> Value.of(string());
            case 't' -> literal("true", Value.TRUE);
            case 'f' -> literal("false", Value.FALSE);
            case 'n' -> literal("null", Value.NULL);
            default -> number();
        };
    }

    private Value literal(String name, Value value) {
        if (!text.startsWith(name, at)) {
            throw new IllegalArgumentException("no literal at " + at + " of " + text);
        }
        at += name.length();
        return value;
    }

    private Value number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return new Value.Num(text.substring(start, at));
    }

    private Value members() {
        TreeMap<String, Value> members = new TreeMap<>();
        at++;
        while (!ends('}')) {
            space();
            String name = string();
            space();
            at++; // the colon
            members.put(name, value());
        }
        return new Value.Obj(members);
    }

    private Value items() {
        List<Value> items = new ArrayList<>();
        at++;
        while (!ends(']')) {
            items.add(value());
        }
        return Value.of(items);
    }

    private boolean ends(char end) {
        space();
        if (text.charAt(at) == ',') {
            at++;
            return false;
        }
        boolean ends = text.charAt(at) == end;
        at += ends ? 1 : 0;
        return ends;
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        at++;
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            string.append(c == '\\' ? escape() : c);
        }
        at++;
        return string.toString();
    }

    private char escape() {
        char c = text.charAt(at++);
        if (c == 'u') {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        int index = "bfnrt".indexOf(c);
        return index < 0 ? c : "\b\f\n\r\t".charAt(index);
    }

    private void space() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}

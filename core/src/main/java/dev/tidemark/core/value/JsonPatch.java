package dev.tidemark.core.value;

import dev.tidemark.core.value.Storable.Flaw;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies a JSON Patch (RFC 6902): all of its operations, or none and the reason. A document that
 * cannot be represented later is not made: it stays within {@link #DEPTH_MAX} and {@link
 * #COPIED_MAX}.
 */
public final class JsonPatch {

    /** Most containers and members on the way to the innermost value of a patched document. */
    public static final int DEPTH_MAX = 64;

    /** Most operations of one patch. */
    public static final int OPERATIONS_MAX = 10_000;

    /** Most characters that the operations "copy" of one patch may copy together. */
    public static final int COPIED_MAX = 1024 * 1024;

    /** What became of a patch. */
    public sealed interface Outcome {}

    /** Every operation was applied. */
    public record Patched(Value document) implements Outcome {}

    /**
     * Nothing was applied.
     *
     * @param operation the index of the operation that failed; -1 where the patch is no list of
     *     them
     * @param flaw its place in the patch, and what is wrong with it
     */
    public record Failed(int operation, Flaw flaw) implements Outcome {}

    private static final class Failure extends Exception {
        private final String member;

        Failure(String member, String message) {
            super(message, null, false, false);
            this.member = member;
        }
    }

    private Value document;
    private long copied;

    private JsonPatch(Value document) {
        this.document = document;
    }

    /** Applies the operations in their order. */
    public static Outcome apply(Value patch, Value document) {
        if (!(patch instanceof Value.Array operations)) {
            return new Failed(-1, new Flaw("", "a patch is an array of operations"));
        }
        if (operations.items().size() > OPERATIONS_MAX) {
            String message = "a patch has at most " + OPERATIONS_MAX + " operations";
            return new Failed(-1, new Flaw("", message));
        }
        JsonPatch patching = new JsonPatch(document);
        int index = 0;
        for (Value operation : operations.items()) {
            try {
                patching.apply(operation);
            } catch (Failure failure) {
                String pointer = "/" + index + failure.member;
                return new Failed(index, new Flaw(pointer, message(failure)));
            }
            index++;
        }
        return new Patched(patching.document);
    }

    private static String message(Failure failure) {
        return String.valueOf(failure.getMessage());
    }

    private void apply(Value operation) throws Failure {
        if (!(operation instanceof Value.Obj members)) {
            throw new Failure("", "an operation is an object: {op, path, …}");
        }
        String op = text(members, "op");
        JsonPointer path = pointer(members, "path");
        switch (op) {
            case "add" -> add(path, value(members));
            case "remove" -> remove(path, "/path");
            case "replace" -> replace(path, value(members));
            case "move" -> move(pointer(members, "from"), path);
            case "copy" -> copy(pointer(members, "from"), path);
            case "test" -> test(path, value(members));
            default ->
                    throw new Failure(
                            "/op",
                            "an operation is add, remove, replace, move, copy or test, not %s"
                                    .formatted(Value.of(op)));
        }
    }

    private void add(JsonPointer path, Value value) throws Failure {
        if (path.tokens().size() + depth(value) > DEPTH_MAX) {
            throw new Failure("/path", "the document would be deeper than " + DEPTH_MAX);
        }
        document = path.tokens().isEmpty() ? value : Edit.ADD.at(document, path.tokens(), value);
    }

    private void remove(JsonPointer path, String member) throws Failure {
        if (path.tokens().isEmpty()) {
            throw new Failure(member, "the whole document cannot be taken away; replace it");
        }
        find(path, member);
        document = Edit.REMOVE.at(document, path.tokens(), Value.NULL);
    }

    private void replace(JsonPointer path, Value value) throws Failure {
        find(path, "/path");
        if (!path.tokens().isEmpty()) {
            document = Edit.REMOVE.at(document, path.tokens(), Value.NULL);
        }
        add(path, value);
    }

    private void move(JsonPointer from, JsonPointer path) throws Failure {
        Value moved = find(from, "/from");
        if (from.equals(path)) {
            return;
        }
        if (from.holds(path)) {
            throw new Failure("/from", "a value cannot be moved into itself");
        }
        remove(from, "/from");
        add(path, moved);
    }

    private void copy(JsonPointer from, JsonPointer path) throws Failure {
        Value source = find(from, "/from");
        copied += weight(source);
        if (copied > COPIED_MAX) {
            throw new Failure("/from", "the patch copies more than " + COPIED_MAX + " characters");
        }
        add(path, source);
    }

    private void test(JsonPointer path, Value wanted) throws Failure {
        if (!find(path, "/path").sameAs(wanted)) {
            throw new Failure("/value", "the value at %s is another one".formatted(path));
        }
    }

    private Value find(JsonPointer pointer, String member) throws Failure {
        Value found = document;
        for (String token : pointer.tokens()) {
            Value next = null;
            if (found instanceof Value.Obj obj) {
                next = obj.members().get(token);
            } else if (found instanceof Value.Array array) {
                int index = index(token, array.items().size() - 1);
                next = index < 0 ? null : array.items().get(index);
            }
            if (next == null) {
                throw new Failure(member, "there is nothing at " + pointer);
            }
            found = next;
        }
        return found;
    }

    /** A change of one member or item, made by copying the containers on the way to it. */
    private enum Edit {
        ADD,
        REMOVE;

        Value at(Value container, List<String> tokens, Value value) throws Failure {
            String token = tokens.get(0);
            List<String> rest = tokens.subList(1, tokens.size());
            if (container instanceof Value.Obj obj) {
                return atMember(obj, token, rest, value);
            }
            if (container instanceof Value.Array array) {
                return atItem(array, token, rest, value);
            }
            throw new Failure("/path", "there is no object or array that could hold " + token);
        }

        private Value atMember(Value.Obj obj, String name, List<String> rest, Value value)
                throws Failure {
            if (rest.isEmpty()) {
                return this == ADD ? obj.with(name, value) : obj.without(List.of(name));
            }
            Value inner = obj.members().get(name);
            if (inner == null) {
                throw new Failure("/path", "there is no member " + Value.of(name) + " to go into");
            }
            return obj.with(name, at(inner, rest, value));
        }

        private Value atItem(Value.Array array, String token, List<String> rest, Value value)
                throws Failure {
            List<Value> items = new ArrayList<>(array.items());
            boolean adds = this == ADD && rest.isEmpty();
            int last = adds ? items.size() : items.size() - 1;
            int index = adds && token.equals("-") ? last : index(token, last);
            if (index < 0) {
                throw new Failure(
                        "/path", "%s is no index of an array of %d".formatted(token, items.size()));
            }
            if (!rest.isEmpty()) {
                items.set(index, at(items.get(index), rest, value));
            } else if (adds) {
                items.add(index, value);
            } else {
                items.remove(index);
            }
            return Value.of(items);
        }
    }

    /** The index that a token names; -1 where it names none up to the last one. */
    private static int index(String token, int last) {
        boolean digits = !token.isEmpty() && token.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean plain = token.length() == 1 || !token.startsWith("0");
        if (!digits || !plain || token.length() > 9) {
            return -1;
        }
        int index = Integer.parseInt(token);
        return index <= last ? index : -1;
    }

    private static String text(Value.Obj members, String name) throws Failure {
        if (members.members().get(name) instanceof Value.Text text) {
            return text.value();
        }
        throw new Failure("/" + name, "this operation needs a text \"" + name + "\"");
    }

    private static JsonPointer pointer(Value.Obj members, String name) throws Failure {
        try {
            return JsonPointer.of(text(members, name));
        } catch (IllegalArgumentException e) {
            throw new Failure("/" + name, String.valueOf(e.getMessage()));
        }
    }

    private static Value value(Value.Obj members) throws Failure {
        Value value = members.members().get("value");
        if (value == null) {
            throw new Failure("/value", "this operation needs a \"value\"");
        }
        return value;
    }

    private static int depth(Value value) {
        Iterable<Value> inner = inner(value);
        if (inner == null) {
            return 0;
        }
        int deepest = 0;
        for (Value item : inner) {
            deepest = Math.max(deepest, depth(item));
        }
        return deepest + 1;
    }

    private static long weight(Value value) {
        return JsonText.exact(value).length();
    }

    private static @Nullable Iterable<Value> inner(Value value) {
        if (value instanceof Value.Obj obj) {
            return obj.members().values();
        }
        return value instanceof Value.Array array ? array.items() : null;
    }
}

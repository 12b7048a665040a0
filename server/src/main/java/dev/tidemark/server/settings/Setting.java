package dev.tidemark.server.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/// One thing that an operator can set.
///
/// @param name in camel case, with its unit last: `bodyBytesMax`
/// @param kind what its text must be
/// @param byDefault the text that counts where nobody sets it; empty for none
/// @param description what it does, in a sentence
/// @param secret whether its value must never be shown
/// @param <T> the type of its value
public record Setting<T>(
        String name, Kind<T> kind, String byDefault, String description, boolean secret) {

    /// What a text must be.
    ///
    /// @param expected in words: "a whole number from 0 to 65535"
    /// @param reader of a text; throws an [IllegalArgumentException] for one that is not right
    /// @param <T> the type of its value
    public record Kind<T>(String expected, Function<String, T> reader) {

        /// A whole number between the two.
        static Kind<Integer> whole(int min, int max) {
            return new Kind<>(
                    "a whole number from " + min + " to " + max,
                    text -> {
                        int number = Integer.parseInt(text.strip());
                        if (number < min || number > max) {
                            throw new IllegalArgumentException();
                        }
                        return number;
                    });
        }

        /// Any text.
        static Kind<String> text() {
            return new Kind<>("a text", Function.identity());
        }

        /// A path in the file system.
        static Kind<Path> path() {
            return new Kind<>("a path", Path::of);
        }

        /// true or false.
        static Kind<Boolean> flag() {
            return new Kind<>(
                    "true or false",
                    text ->
                            switch (text.strip()) {
                                case "true" -> true;
                                case "false" -> false;
                                default -> throw new IllegalArgumentException();
                            });
        }

        /// Texts, separated by commas.
        static Kind<List<String>> list() {
            return new Kind<>(
                    "texts separated by commas",
                    text ->
                            Stream.of(text.split(","))
                                    .map(String::strip)
                                    .filter(item -> !item.isEmpty())
                                    .toList());
        }

        /// One of these words.
        static Kind<String> oneOf(String... words) {
            return new Kind<>(
                    "one of " + String.join(", ", words),
                    text -> {
                        String word = text.strip().toLowerCase(Locale.ROOT);
                        if (!List.of(words).contains(word)) {
                            throw new IllegalArgumentException();
                        }
                        return word;
                    });
        }
    }

    /// How it is written on a command line: `--body-bytes-max`.
    public String flag() {
        return "--" + dashed();
    }

    /// How it is written in the environment: `TIDEMARK_BODY_BYTES_MAX`.
    public String variable() {
        return "TIDEMARK_" + dashed().replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private String dashed() {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}

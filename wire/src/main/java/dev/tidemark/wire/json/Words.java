package dev.tidemark.wire.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The constants of an enum as the wire has them: in small letters, UPDATE_UPDATE as update_update.
 */
public final class Words {

    private Words() {}

    /** The constants by their words, in their order. */
    public static <E extends Enum<E>> Map<String, E> of(Class<E> type) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            words.put(of(constant), constant);
        }
        return Collections.unmodifiableMap(words);
    }

    /** The word of a constant. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

package dev.tidemark.server.engine;

import dev.tidemark.core.conflict.Conflict;
import dev.tidemark.core.conflict.Conflict.Type;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// The ids of a record's open conflicts, at most one of each type, as its row keeps them: so a
/// change of a record without conflicts need not look for any.
///
/// @param byType in the order of the types
record OpenConflicts(Map<Type, String> byType) {

    private static final OpenConflicts NONE = new OpenConflicts(new EnumMap<>(Type.class));

    /// Reads what [#text] wrote.
    static OpenConflicts of(@Nullable String text) {
        if (text == null) {
            return NONE;
        }
        EnumMap<Type, String> byType = new EnumMap<>(Type.class);
        for (String entry : text.split(" ")) {
            int equals = entry.indexOf('=');
            byType.put(Type.valueOf(entry.substring(0, equals)), entry.substring(equals + 1));
        }
        return new OpenConflicts(byType);
    }

    /// The ids of these conflicts of one record.
    static OpenConflicts of(List<Conflict> conflicts) {
        EnumMap<Type, String> byType = new EnumMap<>(Type.class);
        conflicts.forEach(conflict -> byType.put(conflict.type(), conflict.id()));
        return new OpenConflicts(byType);
    }

    /// Whether one of this type is open.
    boolean has(Type type) {
        return byType.containsKey(type);
    }

    /// The id of the open one of this type; null where there is none.
    @Nullable String id(Type type) {
        return byType.get(type);
    }

    /// As the record's row keeps them; null for none.
    @Nullable String text() {
        if (byType.isEmpty()) {
            return null;
        }
        StringJoiner text = new StringJoiner(" ");
        byType.forEach((type, id) -> text.add(type + "=" + id));
        return text.toString();
    }
}

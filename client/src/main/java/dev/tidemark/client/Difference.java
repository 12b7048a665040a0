package dev.tidemark.client;

import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.value.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What has to be written so that a record has certain fields. */
final class Difference {

    private Difference() {}

    /** The writes, as a mutation names them; empty where the record has those fields already. */
    static Value.Obj of(CollectionRules rules, Value.Obj shown, Value.Obj wanted) {
        TreeMap<String, Value> writes = new TreeMap<>();
        for (Map.Entry<String, Value> field : wanted.members().entrySet()) {
            String name = field.getKey();
            Value before = shown.members().get(name);
            Value write = write(rules.field(name).kind(), before, field.getValue());
            if (write != null) {
                writes.put(name, write);
            }
        }
        return new Value.Obj(writes);
    }

    private static @Nullable Value write(FieldKind kind, @Nullable Value before, Value wanted) {
        if (before != null && before.sameAs(wanted)) {
            return null;
        }
        if (kind == FieldKind.SET && wanted instanceof Value.Array elements) {
            return ofSet(before, elements.items());
        }
        if (kind == FieldKind.COUNTER && wanted instanceof Value.Num number) {
            return ofCounter(before, number);
        }
        return wanted;
    }

    private static @Nullable Value ofSet(@Nullable Value before, List<Value> wanted) {
        List<Value> had = before instanceof Value.Array array ? array.items() : List.of();
        List<Value> added = without(wanted, had);
        List<Value> removed = without(had, wanted);
        return before != null && added.isEmpty() && removed.isEmpty()
                ? null
                : Fields.of("add", added, "remove", removed);
    }

    private static List<Value> without(List<Value> all, List<Value> others) {
        List<Value> rest = new ArrayList<>();
        for (Value value : all) {
            if (others.stream().noneMatch(value::sameAs)) {
                rest.add(value);
            }
        }
        return rest;
    }

    private static Value ofCounter(@Nullable Value before, Value.Num wanted) {
        BigDecimal had =
                before instanceof Value.Num number
                        ? new BigDecimal(number.text())
                        : BigDecimal.ZERO;
        BigDecimal by = new BigDecimal(wanted.text()).subtract(had);
        return Fields.of("increment", new Value.Num(by.toPlainString()));
    }
}

package dev.tidemark.wire.schema;

import dev.tidemark.core.value.Decimal;
import dev.tidemark.core.value.Value;
import java.math.BigDecimal;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Values as the validator wants them. */
final class JsonNodes {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /**
     * How far from 1 a number counts, in powers of ten. Beyond, it counts as this far: written out,
     * it would have more digits than there is memory.
     */
    private static final int EXPONENT_MAX = 1_000;

    private JsonNodes() {}

    static JsonNode of(Value value) {
        if (value instanceof Value.Text text) {
            return NODES.stringNode(text.value());
        }
        if (value instanceof Value.Num num) {
            return number(num.text());
        }
        if (value instanceof Value.Bool bool) {
            return NODES.booleanNode(bool.value());
        }
        if (value instanceof Value.Array array) {
            ArrayNode items = NODES.arrayNode(array.items().size());
            array.items().forEach(item -> items.add(of(item)));
            return items;
        }
        if (value instanceof Value.Obj obj) {
            ObjectNode members = NODES.objectNode();
            for (Map.Entry<String, Value> member : obj.members().entrySet()) {
                members.set(member.getKey(), of(member.getValue()));
            }
            return members;
        }
        return NODES.nullNode();
    }

    private static JsonNode number(String text) {
        if (text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9' || c == '-')) {
            return NODES.numberNode(Long.parseLong(text));
        }
        Decimal decimal = Decimal.of(text);
        if (decimal.digits().isEmpty()) {
            return NODES.numberNode(0L);
        }
        if (Math.abs(decimal.point()) > EXPONENT_MAX) {
            int exponent = decimal.point() > 0 ? EXPONENT_MAX : -EXPONENT_MAX;
            BigDecimal far = BigDecimal.ONE.scaleByPowerOfTen(exponent);
            return NODES.numberNode(decimal.negative() ? far.negate() : far);
        }
        BigDecimal exact = new BigDecimal(text);
        return decimal.isWhole()
                ? NODES.numberNode(exact.toBigIntegerExact())
                : NODES.numberNode(exact);
    }
}

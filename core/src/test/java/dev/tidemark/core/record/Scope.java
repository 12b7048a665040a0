package dev.tidemark.core.record;

import dev.tidemark.core.Rules;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.DeleteUpdate;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.schema.FieldRules.Order;
import java.util.List;
import java.util.stream.Stream;

/**
 * A kind of field, what all had seen at the start, and what is written then: small enough that all
 * of its histories can be walked.
 *
 * @param base the fields of the record that all have seen; null where there is none
 */
record Scope(String name, CollectionRules rules, String base, List<Choice> choices) {

    static final boolean FULL = "full".equals(System.getProperty("tidemark.scope"));

    /** The choices that a device has for its first mutation or its second. */
    List<Choice> choices(int counter) {
        int most = choices.size();
        return FULL || counter == 1 ? choices : choices.subList(most - 2, most);
    }

    @Override
    public String toString() {
        return name;
    }

    /** What a device may write. */
    record Choice(Op op, String fields, List<String> unset) {
        static Choice update(String fields) {
            return new Choice(Op.UPDATE, fields, List.of());
        }

        static Choice unset(String name) {
            return new Choice(Op.UPDATE, "{}", List.of(name));
        }

        static Choice op(Op op) {
            return new Choice(op, "{}", List.of());
        }

        Choice create() {
            return new Choice(Op.CREATE, fields, unset);
        }
    }

    static Stream<Scope> all() {
        String text = "1\\n2\\n3\\n4\\n5\\n6";
        return Stream.of(
                new Scope(
                        "lww",
                        Rules.merge().end(),
                        "{'f':0}",
                        List.of(
                                Choice.update("{'f':1}"),
                                Choice.update("{'f':2}"),
                                Choice.unset("f"))),
                new Scope(
                        "lww by the order of the server",
                        Rules.merge().field("f", FieldKind.LWW, Order.SERVER).end(),
                        "{'f':0}",
                        List.of(Choice.update("{'f':1}"), Choice.update("{'f':2}"))),
                new Scope(
                        "immutable",
                        Rules.merge().field("f", FieldKind.IMMUTABLE).end(),
                        "{}",
                        List.of(
                                Choice.update("{'f':1}"),
                                Choice.update("{'f':2}"),
                                Choice.update("{}"))),
                new Scope(
                        "set",
                        Rules.merge().field("f", FieldKind.SET).end(),
                        "{'f':['x']}",
                        List.of(
                                Choice.update("{'f':{'add':['x']}}"),
                                Choice.update("{'f':{'add':['y'],'remove':['x']}}"),
                                Choice.unset("f"))),
                new Scope(
                        "counter",
                        Rules.merge().field("f", FieldKind.COUNTER).end(),
                        "{'f':{'increment':5}}",
                        List.of(
                                Choice.update("{'f':{'increment':1}}"),
                                Choice.update("{'f':{'increment':-20}}"),
                                Choice.unset("f"))),
                new Scope(
                        "text",
                        Rules.merge().field("f", FieldKind.TEXT).end(),
                        "{'f':'" + text + "'}",
                        List.of(
                                Choice.update("{'f':'" + text.replace("1", "one") + "'}"),
                                Choice.update("{'f':'" + text.replace("6", "six") + "'}"),
                                Choice.update("{'f':'" + text.replace("4\\n", "") + "'}"))),
                new Scope(
                        "group",
                        Rules.merge().group("f", "g").end(),
                        "{'f':0,'g':0}",
                        List.of(
                                Choice.update("{'f':1}"),
                                Choice.update("{'g':2}"),
                                Choice.unset("f"))),
                new Scope(
                        "existence",
                        Rules.merge().end(),
                        "{}",
                        List.of(Choice.op(Op.UPDATE), Choice.op(Op.DELETE), Choice.op(Op.RESTORE))),
                new Scope(
                        "existence by the clock",
                        Rules.merge().deleteUpdate(DeleteUpdate.CLOCK).end(),
                        "{}",
                        List.of(Choice.op(Op.UPDATE), Choice.op(Op.DELETE))),
                new Scope(
                        "creation",
                        Rules.everyKind(),
                        null,
                        List.of(
                                Choice.update("{'a':1,'once':1,'tags':['x']}").create(),
                                Choice.update("{'a':2,'once':2,'hits':{'increment':1}}").create(),
                                Choice.update("{'lat':1,'body':'b'}").create())));
    }
}

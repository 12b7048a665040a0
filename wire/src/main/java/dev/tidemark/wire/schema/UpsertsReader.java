package dev.tidemark.wire.schema;

import dev.tidemark.core.schema.Rule;
import dev.tidemark.core.schema.UpsertRules;
import dev.tidemark.core.schema.UpsertRules.Summary;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.json.Words;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads how the contract of upserts speaks of one collection. */
final class UpsertsReader {

    private static final List<String> KEYS =
            List.of("clock", "counted", "downstream", "summary", "conflicts");
    private static final Map<String, Rule> RULES = Words.of(Rule.class);

    private UpsertsReader() {}

    /** The rules of a collection's section {@code upserts}. */
    static UpsertRules rules(Members collection) {
        if (!collection.has("upserts")) {
            return UpsertRules.DEFAULT;
        }
        Members section = collection.members("upserts");
        KnownKeys.check(section, KEYS);
        return new UpsertRules(
                SchemaReader.names(section, "clock"),
                section.flag("counted", false),
                section.flag("downstream", false),
                summary(section),
                conflicts(section));
    }

    private static @Nullable Summary summary(Members section) {
        if (!section.has("summary")) {
            return null;
        }
        Members summary = section.members("summary");
        KnownKeys.check(summary, List.of("as", "fields"));
        return new Summary(summary.text("as"), SchemaReader.names(summary, "fields"));
    }

    private static TreeMap<Rule, String> conflicts(Members section) {
        TreeMap<Rule, String> names = new TreeMap<>();
        Members conflicts = section.optionalMembers("conflicts");
        KnownKeys.check(conflicts, RULES.keySet());
        RULES.forEach((word, rule) -> {
            if (conflicts.has(word)) {
                names.put(rule, conflicts.text(word));
            }
        });
        return names;
    }
}

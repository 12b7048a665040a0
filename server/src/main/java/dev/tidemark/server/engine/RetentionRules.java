package dev.tidemark.server.engine;

import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.History;
import java.time.Duration;

/// What the operator says about retention, beside what schemas say.
///
/// @param history of collections whose schema says nothing about it
/// @param ageMin nothing younger goes, whatever else is said
public record RetentionRules(History history, Duration ageMin) {

    /// Nothing of history goes but where a schema says so.
    public static final RetentionRules DEFAULTS =
            new RetentionRules(History.ALL, Duration.ofDays(30));

    /// How much of a collection's history is kept.
    public History history(CollectionRules rules) {
        return rules.history().isAll() ? history : rules.history();
    }
}

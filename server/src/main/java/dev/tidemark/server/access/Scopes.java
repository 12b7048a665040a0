package dev.tidemark.server.access;

import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.SyncSchema;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What a credential is narrowed to: names such as `notes:read`, `notes:edit`.
///
/// Without any it may all that its role may; with some, only those. To edit includes to read.
///
/// @param names in order
public record Scopes(SortedSet<String> names) {

    /// Not narrowed.
    public static final Scopes ALL = new Scopes(new TreeSet<>());

    public Scopes {
        names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }

    /// These scopes; without any, not narrowed.
    public static Scopes of(Collection<String> names) {
        return new Scopes(new TreeSet<>(names));
    }

    /// Scopes as they are stored: separated by spaces.
    static Scopes read(String stored) {
        return of(Stream.of(stored.split(" ")).filter(name -> !name.isEmpty()).toList());
    }

    /// As they are stored.
    public String stored() {
        return String.join(" ", names);
    }

    /// Whether they narrow nothing.
    public boolean isAll() {
        return names.isEmpty();
    }

    /// These and what they let into under a schema, in which some collections go by the scopes of
    /// others.
    Scopes under(SyncSchema schema) {
        if (isAll()) {
            return this;
        }
        TreeSet<String> all = new TreeSet<>(names);
        for (CollectionRules rules : schema.collections().values()) {
            String guard = rules.scope();
            if (guard != null && mayEdit(guard)) {
                all.add(rules.name() + ":edit");
            } else if (guard != null && mayRead(guard)) {
                all.add(rules.name() + ":read");
            }
        }
        return new Scopes(all);
    }

    /// Whether a collection may be read.
    public boolean mayRead(String collection) {
        return isAll() || names.contains(collection + ":read") || mayEdit(collection);
    }

    /// Whether a collection may be written to.
    public boolean mayEdit(String collection) {
        return isAll() || names.contains(collection + ":edit");
    }

    /// Whether something that is no collection may be done: `snapshots:restore`.
    public boolean may(String scope) {
        return isAll() || names.contains(scope);
    }
}

package dev.tidemark.core.schema;

import java.util.List;

/**
 * Which collections make up the one project of an account, for clients that read and write it as
 * one document: a collection with a single record that says what the project is, and lists of
 * entities, each of which has its id in its own fields ({@link CollectionRules#idFrom}).
 *
 * @param meta the collection of the single record
 * @param lists the other collections
 */
public record ProjectRules(String meta, List<String> lists) {

    /** The id of the single record. */
    public static final String META_ID = "project";

    public ProjectRules {
        lists = List.copyOf(lists);
    }

    /** Whether a collection belongs to the project. */
    public boolean has(String collection) {
        return meta.equals(collection) || lists.contains(collection);
    }
}

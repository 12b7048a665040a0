package dev.tidemark.core.schema;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one app's data, versioned.
 *
 * @param version from 1; a later one must be compatible ({@link Compatibility})
 * @param skew how far device clocks may differ before the later one simply wins
 * @param devicePriority platforms or device ids, the best first
 * @param collections by name
 * @param others the rules of every collection that is not named; null where others are refused
 * @param project what makes up an account's project; null where an account has none
 */
public record SyncSchema(
        int version,
        Duration skew,
        List<String> devicePriority,
        SortedMap<String, CollectionRules> collections,
        @Nullable CollectionRules others,
        @Nullable ProjectRules project) {

    public static final Duration DEFAULT_SKEW = Duration.ofMinutes(2);

    /** Any collection, default rules. */
    public static final SyncSchema OPEN =
            new SyncSchema(
                    1, DEFAULT_SKEW, List.of(), new TreeMap<>(), CollectionRules.defaults("*"));

    /** A schema without a project. */
    public SyncSchema(
            int version,
            Duration skew,
            List<String> devicePriority,
            SortedMap<String, CollectionRules> collections,
            @Nullable CollectionRules others) {
        this(version, skew, devicePriority, collections, others, null);
    }

    /** Takes over the map, which must not be changed any more. */
    public SyncSchema {
        devicePriority = List.copyOf(devicePriority);
        collections = Collections.unmodifiableSortedMap(collections);
    }

    /** The same with a project. */
    public SyncSchema with(ProjectRules newProject) {
        return new SyncSchema(version, skew, devicePriority, collections, others, newProject);
    }

    /** The rules of a collection; null where the schema does not allow it. */
    public @Nullable CollectionRules collection(String name) {
        CollectionRules rules = collections.get(name);
        return rules != null ? rules : others;
    }

    /**
     * A device's place in the priority: the better one of its id's and its platform's; after all
     * others where neither is listed.
     */
    public int rank(String device, @Nullable String platform) {
        int byId = devicePriority.indexOf(device);
        int byPlatform = platform == null ? -1 : devicePriority.indexOf(platform);
        int unlisted = devicePriority.size();
        return Math.min(byId < 0 ? unlisted : byId, byPlatform < 0 ? unlisted : byPlatform);
    }
}

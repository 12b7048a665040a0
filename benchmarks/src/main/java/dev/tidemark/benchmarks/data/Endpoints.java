package dev.tidemark.benchmarks.data;

import dev.tidemark.core.value.Value;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/// Records as the catalogue of an HTTP API has them: about 400 bytes of JSON in nine fields, with a
/// nested list. The record of a number is always the same.
public final class Endpoints {

    /// The collection that they are in.
    public static final String COLLECTION = "endpoints";

    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final List<String> WORDS =
            List.of(
                    "account",
                    "archive",
                    "billing",
                    "channel",
                    "comment",
                    "device",
                    "export",
                    "folder",
                    "group",
                    "history",
                    "invoice",
                    "label",
                    "message",
                    "note",
                    "order",
                    "project",
                    "report",
                    "schedule",
                    "team",
                    "user");

    private final long seed;

    public Endpoints(long seed) {
        this.seed = seed;
    }

    /// The id of a record: a UUID of version 4, like an app would take.
    public String id(long number) {
        SplittableRandom random = random(number);
        long high = (random.nextLong() & ~0xf000L) | 0x4000L;
        long low = (random.nextLong() & ~(3L << 62)) | (2L << 62);
        return new UUID(high, low).toString();
    }

    /// All fields of a record.
    public Value.Obj fields(long number) {
        SplittableRandom random = random(~number);
        String group = word(random);
        String path = "/" + group + "s/{" + group + "Id}/" + word(random) + "s";
        return Value.of(
                Map.of(
                        "name", Value.of(group + "_" + word(random) + "_" + number),
                        "method", Value.of(METHODS.get(random.nextInt(METHODS.size()))),
                        "path", Value.of(path),
                        "summary", Value.of(sentence(random)),
                        "tags", Value.of(List.of(Value.of(group), Value.of(word(random)))),
                        "parameters", Value.of(List.of(parameter(random), parameter(random))),
                        "createdAt", Value.of("2026-11-20T09:00:00Z"),
                        "deprecated", Value.FALSE,
                        "timeoutMillis", Value.of(random.nextLong(100, 30_000))));
    }

    /// What one edit of a record writes: two of its fields.
    public Value.Obj edit(long number, long edition) {
        SplittableRandom random = random(number * 31 + edition);
        return Value.of(
                Map.of(
                        "summary", Value.of(sentence(random)),
                        "timeoutMillis", Value.of(random.nextLong(100, 30_000))));
    }

    private SplittableRandom random(long number) {
        return new SplittableRandom(seed * 0x9e3779b97f4a7c15L + number);
    }

    private static Value parameter(SplittableRandom random) {
        return Value.of(
                Map.of(
                        "name", Value.of(word(random) + "Id"),
                        "in", Value.of("query"),
                        "required", Value.of(random.nextBoolean())));
    }

    private static String sentence(SplittableRandom random) {
        return "Lists every %s of a %s, with its %s and its %s."
                .formatted(word(random), word(random), word(random), word(random));
    }

    private static String word(SplittableRandom random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }
}

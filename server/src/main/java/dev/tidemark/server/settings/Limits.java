package dev.tidemark.server.settings;

/// What one request may ask for.
///
/// @param bodyBytesMax the largest body, unpacked
/// @param batchMutationsMax the most mutations in one batch
/// @param jsonDepthMax the most objects and arrays inside each other
/// @param recordBytesMax the largest record, after the mutation
/// @param pageDefault entries of a page where the caller does not say
/// @param pageMax the most entries of a page
public record Limits(
        int bodyBytesMax,
        int batchMutationsMax,
        int jsonDepthMax,
        int recordBytesMax,
        int pageDefault,
        int pageMax) {}

package dev.tidemark.server.http;

import dev.tidemark.server.access.RateLimit;
import dev.tidemark.server.settings.Limits;
import dev.tidemark.sql.StorageException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// What HTTP needs of the rest of the server.
///
/// @param routes all there are
/// @param doorman tells who is asking
/// @param rates of requests, by account and credential
/// @param limits of one request
/// @param streams of events
/// @param storageFailed is told when the storage, or the disk under it, does not work
/// @param witness is told of each request that is over
/// @param random for trace ids
public record Serving(
        Routes routes,
        Doorman doorman,
        RateLimit rates,
        Limits limits,
        Streams streams,
        Consumer<StorageException> storageFailed,
        Visited.Witness witness,
        RandomGenerator random) {}

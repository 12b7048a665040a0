package dev.tidemark.server;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What the server gets from outside and cannot know by itself.
///
/// @param clock for everything that is written down
/// @param ids never the same twice
/// @param random for secrets; must not be guessable
public record World(InstantSource clock, Supplier<UUID> ids, RandomGenerator random) {

    /// The real one.
    public static World real() {
        return new World(InstantSource.system(), UUID::randomUUID, new SecureRandom());
    }
}

package dev.tidemark.client;

import dev.tidemark.client.queue.Stage;
import dev.tidemark.core.record.Mutation;
import java.time.Instant;

/**
 * A mutation on its way to the server.
 *
 * @param stage how far it has come
 * @param attempts how often the server put it off
 * @param bytes how long it is on the wire
 */
public record Pending(Mutation mutation, Stage stage, int attempts, Instant queuedAt, int bytes) {}

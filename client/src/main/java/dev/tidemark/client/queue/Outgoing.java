package dev.tidemark.client.queue;

/** A mutation that is to be sent, with its bytes. */
public record Outgoing(Queued queued, byte[] body) {}

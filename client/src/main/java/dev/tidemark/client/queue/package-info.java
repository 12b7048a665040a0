/**
 * The mutations of this device on their way to the server: {@link
 * dev.tidemark.client.queue.QueueTable} holds those that wait, {@link
 * dev.tidemark.client.queue.DeadLetterTable} those that were refused for good. Their bytes are
 * written once. What a mutation does to a record is not known here.
 */
@NullMarked
package dev.tidemark.client.queue;

import org.jspecify.annotations.NullMarked;

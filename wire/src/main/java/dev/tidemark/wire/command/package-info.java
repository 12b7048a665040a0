/**
 * The shapes of contract 1, both ways: {@link dev.tidemark.wire.command.Batch} is what a device
 * sends, {@link dev.tidemark.wire.command.BatchAnswer} what comes back, {@link
 * dev.tidemark.wire.command.RecordEntry} one record on the wire and in storage. Only reads and
 * writes; what becomes of a command is decided elsewhere.
 */
@NullMarked
package dev.tidemark.wire.command;

import org.jspecify.annotations.NullMarked;

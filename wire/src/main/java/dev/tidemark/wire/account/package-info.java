/**
 * The shapes by which a device gets to know its account: {@link
 * dev.tidemark.wire.account.SchemaAnswer} says whose data a credential opens and which rules hold,
 * {@link dev.tidemark.wire.account.DeviceRequest} enrols a device. Only reads and writes.
 */
@NullMarked
package dev.tidemark.wire.account;

import org.jspecify.annotations.NullMarked;

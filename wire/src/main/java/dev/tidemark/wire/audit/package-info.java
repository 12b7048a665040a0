/**
 * The audit as it is told: events and what a check of their chain has found.
 *
 * <p>Start at {@link dev.tidemark.wire.audit.AuditPage}. What is told of is decided by the server.
 */
@NullMarked
package dev.tidemark.wire.audit;

import org.jspecify.annotations.NullMarked;

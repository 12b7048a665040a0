/**
 * The protocol as a state machine: {@link dev.tidemark.client.sync.Round} says what to send next
 * and takes the answers; it has no thread, clock, socket or randomness of its own. All that must
 * outlive a round is in the local database before the next request is made, so a round may be cut
 * off anywhere and the next one goes on.
 */
@NullMarked
package dev.tidemark.client.sync;

import org.jspecify.annotations.NullMarked;

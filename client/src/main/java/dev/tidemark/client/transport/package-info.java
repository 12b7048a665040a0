/**
 * How requests reach the server: {@link dev.tidemark.client.transport.Transport} is what sync is
 * handed, {@link dev.tidemark.client.transport.HttpTransport} the one over the network. It knows no
 * contract: what is in a body is not its affair.
 */
@NullMarked
package dev.tidemark.client.transport;

import org.jspecify.annotations.NullMarked;

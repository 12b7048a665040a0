/// Devices and a server, for real: the client library over HTTP to a whole server with its files.
/// Here because neither of the two modules may know the other.
@NullMarked
package dev.tidemark.cli.endtoend;

import org.jspecify.annotations.NullMarked;

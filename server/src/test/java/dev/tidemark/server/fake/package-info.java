/// What tests of the server have in common: a client that shows what is on the wire, and worlds
/// whose time stands still.
@NullMarked
package dev.tidemark.server.fake;

import org.jspecify.annotations.NullMarked;

/// The server as a whole: started, listening, stopped.
///
/// Start at [dev.tidemark.server.Server]. Each package below is one thing the server knows; this
/// one only puts them together.
@NullMarked
package dev.tidemark.server;

import org.jspecify.annotations.NullMarked;

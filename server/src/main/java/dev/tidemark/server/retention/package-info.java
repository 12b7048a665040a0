/// Ends what the operator's retention says, by itself now and then and when somebody asks for it.
/// What that takes out, and what must stay, is the engine's to say.
@NullMarked
package dev.tidemark.server.retention;

import org.jspecify.annotations.NullMarked;

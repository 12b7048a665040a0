/// The story that `tidemark demo` plays: two devices, one server that is killed, and nothing lost.
///
/// Start at [dev.tidemark.cli.demo.Story]. It types the same commands as anybody else.
@NullMarked
package dev.tidemark.cli.demo;

import org.jspecify.annotations.NullMarked;

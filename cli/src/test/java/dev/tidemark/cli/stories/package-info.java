/// Stories with real servers and real devices, in which somebody makes a mistake or something
/// breaks, and of each of which is proved that nothing was lost.
///
/// Start at [dev.tidemark.cli.stories.Stories], which `./stories` plays. What must be left in the
/// end is worked out from what was written, without the code that is under test.
@NullMarked
package dev.tidemark.cli.stories;

import org.jspecify.annotations.NullMarked;

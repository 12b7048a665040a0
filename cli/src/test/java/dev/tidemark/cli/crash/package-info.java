/// Kills servers and devices with `kill -9` while they work, and proves that nothing was lost and
/// nothing happened twice. It stands among this module's tests because what is killed is the very
/// command that people run, beside the client library, and no other module sees both.
///
/// Start at [dev.tidemark.cli.crash.CrashCommand], which `./crash-test` runs. What it expects is
/// worked out here from the rules alone, without the code that is under test.
@NullMarked
package dev.tidemark.cli.crash;

import org.jspecify.annotations.NullMarked;

/// What runs real servers and devices, kills them, and finds out what is left: processes, plain
/// HTTP, dice, findings and their report. It knows nothing of what is proved with it.
///
/// Start at [dev.tidemark.cli.rig.Site]: a server with an account.
@NullMarked
package dev.tidemark.cli.rig;

import org.jspecify.annotations.NullMarked;

/// The device database that a command works on.
///
/// Start at [dev.tidemark.cli.device.DeviceOptions].
@NullMarked
package dev.tidemark.cli.device;

import org.jspecify.annotations.NullMarked;

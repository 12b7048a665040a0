/// Devices of an account: enrolled, listed, given another token, revoked.
///
/// Start at [dev.tidemark.server.device.DeviceRoutes]; the engine tells
/// [dev.tidemark.server.device.Devices] how far each has pulled. What devices say is none of this
/// package's business.
@NullMarked
package dev.tidemark.server.device;

import org.jspecify.annotations.NullMarked;

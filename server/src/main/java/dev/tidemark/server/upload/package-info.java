/// Contract 4: uploads and downloads, for clients that keep no version vectors.
///
/// Start at [dev.tidemark.server.upload.UploadRoutes]. It only translates between HTTP and the
/// engine, and notes how far each device is, from which the engine has what a device knew.
@NullMarked
package dev.tidemark.server.upload;

import org.jspecify.annotations.NullMarked;

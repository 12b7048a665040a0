/**
 * The shapes of contract 4: {@link dev.tidemark.wire.upload.Upload} is what a device sends, {@link
 * dev.tidemark.wire.upload.UploadAnswer} what it hears, {@link
 * dev.tidemark.wire.upload.DownloadPage} what it gets. Only reads and writes; what becomes of a
 * change is decided elsewhere.
 */
@NullMarked
package dev.tidemark.wire.upload;

import org.jspecify.annotations.NullMarked;

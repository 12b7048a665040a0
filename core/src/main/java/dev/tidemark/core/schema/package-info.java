/**
 * The sync schema: which collections an app has and which rules hold in them. Start at {@link
 * dev.tidemark.core.schema.SyncSchema}. Reading one from a file is the business of {@code wire}.
 */
@NullMarked
package dev.tidemark.core.schema;

import org.jspecify.annotations.NullMarked;

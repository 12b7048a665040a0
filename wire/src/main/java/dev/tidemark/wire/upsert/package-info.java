/**
 * Contract 2: records as an app knows them, sent in batches that are answered once, whatever
 * happens on the way. Start at {@link dev.tidemark.wire.upsert.UpsertBatch}.
 */
@NullMarked
package dev.tidemark.wire.upsert;

import org.jspecify.annotations.NullMarked;

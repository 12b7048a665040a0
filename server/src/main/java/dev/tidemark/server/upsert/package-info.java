/// Contract 2: records as an app knows them, in batches that are answered once.
///
/// Start at [dev.tidemark.server.upsert.Upserts]. It only translates: what becomes of a record is
/// decided by the engine, what things are called by the app's schema.
@NullMarked
package dev.tidemark.server.upsert;

import org.jspecify.annotations.NullMarked;

/**
 * The sync schema as people write it, in YAML or JSON: {@link
 * dev.tidemark.wire.schema.SchemaReader} turns a document into the rules of core, or says in which
 * lines it is wrong. JSON Schemas become {@link dev.tidemark.core.merge.Shape}s that no pattern can
 * slow down.
 */
@NullMarked
package dev.tidemark.wire.schema;

import org.jspecify.annotations.NullMarked;

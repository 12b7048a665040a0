/// A screenplay as one document on two devices: versions, merges, a version brought back, secrets.
@NullMarked
package dev.tidemark.examples.screenplay;

import org.jspecify.annotations.NullMarked;

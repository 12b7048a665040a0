/// API projects and their endpoints on two devices, with conflicts that a person decides.
@NullMarked
package dev.tidemark.examples.requests;

import org.jspecify.annotations.NullMarked;

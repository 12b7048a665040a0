/// Configuration that people make without an account and take along when they get one.
@NullMarked
package dev.tidemark.examples.workspace;

import org.jspecify.annotations.NullMarked;

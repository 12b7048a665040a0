/**
 * JSON shapes of contract 3: the project of an account, read and written as one document.
 *
 * <p>Start at {@link dev.tidemark.wire.project.ProjectWrite} and {@link
 * dev.tidemark.wire.project.ProjectDocument}.
 */
@NullMarked
package dev.tidemark.wire.project;

import org.jspecify.annotations.NullMarked;

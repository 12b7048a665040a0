/**
 * The rules by which records merge: who wins ({@link dev.tidemark.core.merge.Winner}), what a
 * person is shown ({@link dev.tidemark.core.merge.View}), and whether a mutation is accepted
 * ({@link dev.tidemark.core.merge.Acceptance}). Pure functions; server and device share them.
 */
@NullMarked
package dev.tidemark.core.merge;

import org.jspecify.annotations.NullMarked;

/**
 * The project of an account on a device, for apps that want it as one document: a copy that is read
 * and written without a network, and synced by contract 3.
 *
 * <p>Start at {@link dev.tidemark.client.project.ProjectCopy}. Apps that want records, and merges
 * that need nobody, use {@link dev.tidemark.client.Tidemark} instead.
 */
@NullMarked
package dev.tidemark.client.project;

import org.jspecify.annotations.NullMarked;

/**
 * What can go wrong on a device, as exceptions: {@link dev.tidemark.client.fault.RefusedException}
 * for a write that no server would take, {@link dev.tidemark.client.fault.SyncException} for what
 * sync cannot do. A storage that fails says so with the exception of the module {@code sql}.
 */
@NullMarked
package dev.tidemark.client.fault;

import org.jspecify.annotations.NullMarked;

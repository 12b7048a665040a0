package dev.tidemark.cli.transfer;

import dev.tidemark.core.value.Value;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A file of records, read one after the other.
///
/// Confined to one thread.
interface Rows extends Closeable {

    /// What stands at one place of the file.
    sealed interface Row {

        /// The line on which it begins, from 1.
        long line();

        /// A record.
        record Fields(long line, Value.Obj fields) implements Row {}

        /// Something that is no record, and why.
        record Bad(long line, String why) implements Row {}
    }

    /// The next one; null at the end.
    ///
    /// @throws IOException if the file cannot be read on, whatever is done about single rows
    @Nullable Row next() throws IOException;
}

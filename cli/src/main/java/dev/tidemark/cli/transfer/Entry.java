package dev.tidemark.cli.transfer;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;

/// A record to be written, and the line that it came from.
record Entry(long line, RecordKey key, Value.Obj fields) {}

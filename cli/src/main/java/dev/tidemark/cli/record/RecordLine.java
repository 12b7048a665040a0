package dev.tidemark.cli.record;

import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.client.LocalRecord;

/// A record as scripts get it: from `get`, `list`, `export` and `watch`.
public final class RecordLine {

    private RecordLine() {}

    /// What names and shows a record.
    public static JsonLine of(LocalRecord record) {
        return new JsonLine()
                .with("collection", record.key().collection())
                .with("id", record.id())
                .with("fields", record.fields())
                .with("deleted", record.deleted())
                .with("pending", record.pending())
                .with("disputed", record.disputed())
                .with("version", record.version());
    }
}

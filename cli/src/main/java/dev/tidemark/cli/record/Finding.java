package dev.tidemark.cli.record;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.client.LocalRecord;
import dev.tidemark.client.Records;

/// Looks for what was named.
final class Finding {

    private Finding() {}

    /// The record of an id, deleted or not.
    ///
    /// @throws Failure if there is none
    static LocalRecord record(Records records, String id) {
        return records.find(id)
                .orElseThrow(() ->
                        Failure.of(
                                Exit.NOT_FOUND,
                                "There is no record %s in %s on this device."
                                        .formatted(id, records.collection())));
    }
}

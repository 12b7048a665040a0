package dev.tidemark.server.engine;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.store.Head;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.Page;
import java.util.Optional;

/// A request of a [Scribe] once all of it is written, in the same transaction: what goes on here is
/// kept or lost with it.
///
/// Confined to one transaction.
public final class Transcript {

    private final Tx tx;
    private final Asking asking;
    private final Pull pull;
    private final Draft draft;
    private final Posting posting;

    Transcript(Tx tx, Asking asking, Pull pull, Draft draft, Posting posting) {
        this.tx = tx;
        this.asking = asking;
        this.pull = pull;
        this.draft = draft;
        this.posting = posting;
    }

    /// For what a contract keeps with the request.
    public Tx tx() {
        return tx;
    }

    /// The account as it is now.
    public Head head() {
        return posting.head();
    }

    /// The cursor of the end of the log.
    public String cursor() {
        return pull.cursor(
                asking.account(),
                new Standpoint(posting.head(), pull.beginning(posting.head())).end());
    }

    /// The cursor of a standpoint, as [Scribe#standpoint] told.
    public String cursor(Standpoint standpoint) {
        return pull.cursor(asking.account(), standpoint.since());
    }

    /// A record as it goes over the wire, where this request has changed or looked at it; empty
    /// where there is none.
    public Optional<EncodedEntry> entry(RecordKey key) {
        EncodedEntry changed = posting.entries().get(key);
        return changed != null
                ? Optional.of(changed)
                : draft.storedRow(key).map(row -> EncodedEntry.of(row.body()));
    }

    /// What is new since a standpoint, this request's changes included. What the caller may not
    /// read is left out.
    ///
    /// @param since as [Scribe#standpoint] told
    /// @param limit most entries, from 1
    public Page page(Standpoint since, int limit) {
        return pull.page(tx, since.at(posting.head()), limit, asking.principal()::mayRead);
    }
}

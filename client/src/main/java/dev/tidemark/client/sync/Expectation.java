package dev.tidemark.client.sync;

import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.fault.SyncException.Kind;
import dev.tidemark.client.local.LocalFile;
import dev.tidemark.sql.Tx;
import org.jspecify.annotations.Nullable;

/**
 * The state that a round is to find, as a preview found it. It is looked at wherever the round
 * would change something for the first time: before it begins, in the transaction that takes the
 * pull, and by the server in the one that takes the first batch.
 */
final class Expectation {

    private final PreviewToken token;
    private boolean pulled;
    private boolean pushed;

    Expectation(PreviewToken token) {
        this.token = token;
    }

    /** What is thrown where something else is found. */
    static SyncException stale(String detail) {
        return new SyncException(Kind.STALE, detail);
    }

    /** Looks at this device, before anybody is asked. */
    void requireHere(Tx tx, LocalFile file) {
        requireQueue(tx);
        if (!token.here().equals(PreviewToken.here(tx, file))) {
            throw stale("the records here are not those that were previewed; preview again");
        }
    }

    /** Looks at how far the server has come, and once more at what waits. */
    void requirePull(Tx tx, String cursor) {
        if (pulled) {
            return;
        }
        if (!token.there().equals(PreviewToken.there(cursor))) {
            throw stale(
                    "the server's data is not what was previewed, as others changed it; preview"
                            + " again");
        }
        requireQueue(tx);
        pulled = true;
    }

    private void requireQueue(Tx tx) {
        if (!token.queue().equals(PreviewToken.queue(tx))) {
            throw stale("other mutations wait to be sent than were previewed; preview again");
        }
    }

    /** What the server is to expect of the next batch; null behind the first. */
    @Nullable String ofBatch() {
        if (pushed) {
            return null;
        }
        if (token.batch() == null) {
            throw stale("something can be sent now that could not when it was previewed");
        }
        return token.batch();
    }

    /** The server has taken the first batch; what follows comes of it. */
    void batchTaken() {
        pushed = true;
    }
}

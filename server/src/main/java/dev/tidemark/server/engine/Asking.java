package dev.tidemark.server.engine;

import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.server.access.Principal;
import dev.tidemark.wire.schema.AppSchema;
import java.time.Instant;

/// Who asks, when, and under which rules.
///
/// @param app the schema that holds
/// @param device as which the principal speaks
/// @param rank the device's place in the schema's priority
/// @param received when the request arrived, by the server's clock
/// @param traceId of the request; kept with what it changes
public record Asking(
        Principal principal,
        AppSchema app,
        String device,
        int rank,
        Instant received,
        String traceId) {

    /// The account that is asked about.
    public String account() {
        return principal.accountId();
    }

    /// Who decides on mutations of a collection that has records, which the schema therefore
    /// allows.
    Acceptance acceptance(String collection) {
        return acceptance(app, collection);
    }

    /// The same for a schema.
    static Acceptance acceptance(AppSchema app, String collection) {
        Acceptance acceptance = app.acceptance(collection);
        if (acceptance == null) {
            throw new IllegalStateException("The schema has no collection " + collection);
        }
        return acceptance;
    }

    /// The name under which the server stamps what it writes for the device: `resolve:6f…`.
    ///
    /// @param contract what the server does for the device
    public String writer(String contract) {
        return contract + ":" + device;
    }
}

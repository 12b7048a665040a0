package dev.tidemark.server.audit;

import dev.tidemark.server.store.AuditHead;
import dev.tidemark.server.store.AuditRow;
import dev.tidemark.sql.Tx;

/// Writes down what was done.
///
/// An event is written in the transaction of the thing that it tells of, so that there is never one
/// without the other. It is never changed, and hangs on the event before it ([AuditCheck] looks).
public final class Audit {

    /// The account of the events that are nobody's or everybody's. Accounts are called by UUIDs.
    public static final String SERVER = "server";

    private Audit() {}

    /// Adds an event to the end of its account's chain.
    public static void append(Tx tx, AuditEvent event) {
        AuditHead head = AuditHead.take(tx, event.account());
        AuditRow row = row(event, head.eventId() + 1, head.hash());
        byte[] hash = AuditChain.hash(head.hash(), row);
        row(event, row.eventId(), hash).append(tx);
        new AuditHead(event.account(), row.eventId(), hash).save(tx);
    }

    private static AuditRow row(AuditEvent event, long eventId, byte[] hash) {
        return new AuditRow(
                event.account(),
                eventId,
                event.action().wireName(),
                event.status().wireName(),
                event.deviceId(),
                event.principal(),
                event.at().toEpochMilli(),
                event.detail(),
                event.traceId(),
                hash);
    }
}

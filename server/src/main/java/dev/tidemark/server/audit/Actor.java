package dev.tidemark.server.audit;

import dev.tidemark.server.access.Principal;
import dev.tidemark.server.http.Exchange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Who does something, and in which request.
///
/// @param principal names the credential; `server` for what the server does by itself
/// @param device as which the principal speaks; null for none
/// @param traceId of the request; empty where there is none
public record Actor(String principal, @Nullable String device, String traceId) {

    /// Does what nobody asked for, such as making the first key.
    public static final Actor SERVER = new Actor("server", null, "");

    /// The caller of a request.
    public static Actor of(Exchange exchange) {
        return of(exchange.principal(), exchange.traceId());
    }

    /// The caller of a request.
    public static Actor of(Principal principal, String traceId) {
        return new Actor(principal.credentialId(), principal.deviceId(), traceId);
    }

    /// The event that tells that this actor has done something.
    ///
    /// @param account in whose audit it stands; [Audit#SERVER] for the server's
    /// @param detail as in [AuditEvent]
    public AuditEvent did(String account, AuditAction action, Instant at, String detail) {
        return new AuditEvent(
                account, action, AuditStatus.DONE, device, principal, at, detail, traceId);
    }
}

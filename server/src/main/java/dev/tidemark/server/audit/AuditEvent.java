package dev.tidemark.server.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that was done, or was asked for in vain.
///
/// @param account in whose audit it stands; [Audit#SERVER] for the server's
/// @param deviceId the device that it was done by; null for none
/// @param principal names the credential that it was done with
/// @param at by the server's clock; kept to the millisecond
/// @param detail a short sentence of ids, codes and counts: never a payload, a name that somebody
///   typed, or a secret; what is longer than [#DETAIL_CHARACTERS_MAX] is cut off
/// @param traceId of the request; empty where there is none
public record AuditEvent(
        String account,
        AuditAction action,
        AuditStatus status,
        @Nullable String deviceId,
        String principal,
        Instant at,
        String detail,
        String traceId) {

    /// The longest detail that is kept.
    public static final int DETAIL_CHARACTERS_MAX = 500;

    public AuditEvent {
        if (detail.length() > DETAIL_CHARACTERS_MAX) {
            detail = detail.substring(0, DETAIL_CHARACTERS_MAX - 1) + "…";
        }
    }
}

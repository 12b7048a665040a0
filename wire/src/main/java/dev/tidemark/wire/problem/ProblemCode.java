package dev.tidemark.wire.problem;

import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused as a whole. The names are stable: a client may depend on them. What
 * becomes of a single command of a batch is a {@code Refusal.Code} of core.
 */
public enum ProblemCode {
    MALFORMED_JSON(
            400,
            false,
            "Not JSON",
            "The body is not one JSON text in UTF-8, or has a member twice.",
            "Mend the body at the line and column that the detail names."),
    MALFORMED_BODY(
            400,
            false,
            "Unreadable body",
            "The body is not what its Content-Encoding says, or was cut off.",
            "Send the whole body again, encoded as announced."),
    MALFORMED_REQUEST(
            400,
            false,
            "Unreadable request",
            "The path, a parameter or a header cannot be read.",
            "Mend what the detail names."),
    CURSOR_INVALID(
            400,
            false,
            "Not a cursor of this account",
            "The cursor was not issued by this server for this account, or was changed on its way.",
            "Use the newSince of the latest answer unchanged; without one, begin without a cursor."),
    UNAUTHENTICATED(
            401,
            false,
            "No valid credential",
            "The credential is missing, unknown, expired or revoked.",
            "Sign in again and repeat the request; what waits on the device is kept."),
    FORBIDDEN(
            403,
            false,
            "Not allowed",
            "The credential is known, but its role or scopes do not allow this.",
            "Use a credential that allows it, or ask an owner of the account."),
    NOT_FOUND(
            404,
            false,
            "Not found",
            "There is no such thing, or it belongs to an account that is not yours.",
            "Look for a misspelt path or id."),
    METHOD_NOT_ALLOWED(
            405,
            false,
            "Method not allowed",
            "The path exists, but not with this method.",
            "Use one of the methods in the Allow header."),
    ALREADY_EXISTS(
            409,
            false,
            "Already exists",
            "Something of that name or id is there already.",
            "Choose another one, or use what is there."),
    CURSOR_AHEAD(
            409,
            false,
            "The server went back in time",
            "The cursor lies ahead of the server's log: the server was restored from a backup.",
            "Offer the records that the device holds to be joined; the client does so by itself."),
    RESTORE_RUNNING(
            409,
            true,
            "A restore is running",
            "Another restore of the account is running, and takes long.",
            "Repeat the request later; restores of one account follow each other."),
    TOO_MANY_SNAPSHOTS(
            409,
            false,
            "Too many snapshots",
            "The account has as many named snapshots as it may have.",
            "Delete one that nobody needs any more."),
    NOT_BEHIND(
            409,
            false,
            "The server did not go back",
            "The server has everything up to the cursor, so it needs no records from the device.",
            "Pull and push as usual."),
    SCHEMA_INCOMPATIBLE(
            409,
            false,
            "Incompatible schema",
            "The schema would change what stored records mean.",
            "Keep to what the reasons in errors[] allow, or publish it as another app."),
    PREVIEW_STALE(
            409,
            false,
            "Not what was previewed",
            "The batch, or the account, is not what the preview of the token in expect was about.",
            "Preview again and look at what would happen now; nothing of the batch was applied."),
    ALREADY_DECIDED(
            409,
            false,
            "Decided otherwise",
            "Somebody has decided about it already, and otherwise.",
            "Look at what was decided; a released mass change can be taken back by a restore."),
    VERSION_CONFLICT(
            409,
            false,
            "Not the latest version",
            "What the request builds on has changed, or was never issued by this server.",
            "Take latestVersion and what is told with it, merge or ask a person, and send it again."),
    TOO_MANY_SECRETS(
            409,
            false,
            "Too many secrets",
            "The account has as many secrets as it may have.",
            "Delete one that nobody needs any more."),
    IDEMPOTENCY_KEY_IN_USE(
            409,
            true,
            "Being answered just now",
            "The same request is being answered at this moment.",
            "Send it again a little later; it gets the answer of the first."),
    CURSOR_EXPIRED(
            410,
            false,
            "The cursor is too old",
            "Changes behind the cursor have been forgotten.",
            "Pull again without a cursor; what the device has not sent is kept."),
    HISTORY_COMPACTED(
            410,
            false,
            "No longer kept",
            "Retention has ended what was asked for.",
            "Ask for a later time, or for a snapshot: those stay restorable."),
    BODY_TOO_LARGE(
            413,
            false,
            "Body too large",
            "The body, decompressed, is larger than the limit in the detail.",
            "Send less at once."),
    BATCH_TOO_LARGE(
            413,
            false,
            "Too many commands",
            "The batch has more commands than the limit in the detail; none was applied.",
            "Halve the batch."),
    RECORD_TOO_LARGE(
            413,
            false,
            "Record too large",
            "A command would make its record larger than the limit in the detail; none was applied.",
            "Send the others without the command that the detail names, and make that one smaller."),
    TOO_DEEP(
            413,
            false,
            "Nested too deeply",
            "The JSON is nested deeper than the limit in the detail.",
            "Send flatter values."),
    UNSUPPORTED_MEDIA_TYPE(
            415,
            false,
            "Unsupported media type",
            "The body is of a type, or encoded in a way, that is not understood.",
            "Send application/json, plain or with Content-Encoding: gzip."),
    INVALID(
            422,
            false,
            "Invalid input",
            "The body is JSON, but not what was asked for.",
            "Mend each place in errors[]."),
    CONFIRMATION_REQUIRED(
            422,
            false,
            "Confirmation required",
            "What was asked for goes far, and the request does not confirm it.",
            "Send it with \"confirm\": true if it is meant."),
    EMPTY_OVERWRITE(
            422,
            false,
            "Nothing would be left",
            "An empty project would replace one that is not empty.",
            "Pull first: most likely the device has lost its copy. To empty a project, delete what is in it."),
    IDEMPOTENCY_KEY_REUSED(
            422,
            false,
            "Another request of that name",
            "Another request was carried out under this idempotency key; this one has no effect.",
            "Send it under a key of its own, or the first one unchanged."),
    SCHEMA_INVALID(
            422,
            false,
            "Invalid schema",
            "The sync schema is not understood.",
            "Mend each place in errors[]."),
    UNSUPPORTED_SCHEMA_VERSION(
            422,
            false,
            "Unsupported envelope",
            "The envelope is of a version that is not understood.",
            "Export it again in a version that the detail names."),
    UNKNOWN_APP(
            422,
            false,
            "Unknown app",
            "There is no app of that name.",
            "Use one that is bundled or published, or publish its schema first."),
    INITIAL_PULL_REQUIRED(
            428,
            false,
            "Pull first",
            "The account has data, and the device has not seen any of it.",
            "Pull to the end, then send the batch with the cursor."),
    RATE_LIMITED(
            429,
            true,
            "Too many requests",
            "More requests came than the server takes from one caller.",
            "Wait as long as Retry-After says."),
    INTERNAL(
            500,
            true,
            "Internal error",
            "Something went wrong in the server that should not.",
            "Repeat the request later; tell the operator the traceId."),
    BUSY(
            503,
            true,
            "Busy",
            "More work waits than the server can do in time.",
            "Wait as long as Retry-After says."),
    UNAVAILABLE(
            503,
            true,
            "Unavailable",
            "The server is starting, stopping or being maintained.",
            "Wait as long as Retry-After says."),
    STORAGE(
            507,
            true,
            "Storage failed",
            "The server could not write to its storage; nothing of the request was applied.",
            "Repeat the request later; the operator has to look at the disk.");

    private final int status;
    private final boolean retryable;
    private final String title;
    private final String meaning;
    private final String advice;

    ProblemCode(int status, boolean retryable, String title, String meaning, String advice) {
        this.status = status;
        this.retryable = retryable;
        this.title = title;
        this.meaning = meaning;
        this.advice = advice;
    }

    /** The code of a name; null for one that this version does not know. */
    public static @Nullable ProblemCode named(@Nullable String name) {
        for (ProblemCode code : values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        return null;
    }

    /** The HTTP status that it comes with. */
    public int status() {
        return status;
    }

    /** Whether the very same request may succeed later. */
    public boolean retryable() {
        return retryable;
    }

    /** A few words for all problems of this kind. */
    public String title() {
        return title;
    }

    /** What it means, in a sentence. */
    public String meaning() {
        return meaning;
    }

    /** What to do about it, in a sentence. */
    public String advice() {
        return advice;
    }

    /** The {@code type} of RFC 9457: a name, not an address. */
    public String type() {
        return "urn:tidemark:problem:" + name();
    }
}

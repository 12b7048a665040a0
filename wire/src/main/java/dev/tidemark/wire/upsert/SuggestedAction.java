package dev.tidemark.wire.upsert;

/** What the sender of a refused record can do; stable names, written in small letters. */
public enum SuggestedAction {
    /** Send it with a correction: why, and who answers for it. */
    CORRECT,
    /** Take over what the server has. */
    KEEP_SERVER,
    /** Sync without it, look at what is new, and send it then. */
    PULL_AND_RETRY,
    /** Make it anew for the version that is active now. */
    REBASE,
    /** Give it another id. */
    NEW_ID,
    /** Give it another name. */
    RENAME,
    /** Mend what the errors name. */
    MEND,
    /** Ask an owner of the account to allow it. */
    ASK_FOR_ACCESS,
    /** Keep it and send it again later. */
    WAIT
}

package dev.tidemark.wire.problem;

/** What can go wrong on a device, beside what a server answers. The names are stable. */
public enum DeviceCode {
    UNREACHABLE(
            true,
            "The server does not answer, or the answer broke off.",
            "Nothing; it is tried again, and what was written waits on the device."),
    UNREADABLE_ANSWER(
            true,
            "What answered does not speak like a Tidemark server: a proxy or a login page, perhaps.",
            "Check the server's address; nothing of the answer was applied."),
    UNTRUSTED_SERVER(
            false,
            "The server's certificate is not trusted, or not the pinned one.",
            "Check address and pin; nothing was sent."),
    REDIRECTED(
            false,
            "The server sends the device to another address.",
            "Set the new address if it is right; credentials are never carried along by themselves."),
    AUTH_REQUIRED(
            false,
            "The server does not take the credential any more.",
            "Sign in again; what was written waits on the device."),
    OTHER_ACCOUNT(
            false,
            "The credential belongs to another account than the database.",
            "Use a credential of the database's account, or another database."),
    OTHER_SERVER(
            false,
            "The database belongs to another server.",
            "Use the server that it was made for, or another database."),
    NOT_OURS(
            false,
            "The file is not a Tidemark database.",
            "Choose another file; this one was left as it is."),
    TOO_NEW(
            false,
            "The database was written by a newer version.",
            "Update this program; the file was left as it is."),
    DAMAGED(
            false,
            "The database is damaged.",
            "Put a backup in its place; do not delete the file before you have looked at it."),
    IN_USE(true, "Another process syncs this database.", "Stop the other one, or let it sync."),
    STORAGE(
            true,
            "The device could not write to its storage; nothing was half written.",
            "Free some space or check the permissions of the folder, and try again."),
    SQLITE_TOO_OLD(
            false,
            "The SQLite library is older than 3.51.3, which can lose commits.",
            "Use the library that Tidemark brings.");

    private final boolean retryable;
    private final String meaning;
    private final String advice;

    DeviceCode(boolean retryable, String meaning, String advice) {
        this.retryable = retryable;
        this.meaning = meaning;
        this.advice = advice;
    }

    /** Whether the very same may succeed later without anybody's help. */
    public boolean retryable() {
        return retryable;
    }

    /** What it means, in a sentence. */
    public String meaning() {
        return meaning;
    }

    /** What to do about it, in a sentence. */
    public String advice() {
        return advice;
    }
}

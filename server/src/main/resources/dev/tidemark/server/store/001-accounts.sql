-- Who there is: accounts, their devices and credentials, and what the server itself has to know.
-- Times are milliseconds since 1970, UTC.

CREATE TABLE app_schema (
    app          TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    document     TEXT    NOT NULL, -- JSON, as it was published or read from a file
    published_at INTEGER NOT NULL,
    PRIMARY KEY (app, version)
) STRICT, WITHOUT ROWID;

-- Keys that the server made for itself, such as the one that signs cursors.
CREATE TABLE secret (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    account_id  TEXT    NOT NULL PRIMARY KEY,
    name        TEXT    NOT NULL,
    app         TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    epoch       BLOB    NOT NULL,                        -- 16 random bytes
    head_seq    INTEGER NOT NULL DEFAULT 0,              -- of the last change; 0 before the first
    fingerprint BLOB    NOT NULL DEFAULT (zeroblob(16))  -- of the log up to the head
) STRICT, WITHOUT ROWID;

-- Accounts that are gone but for some of their rows.
CREATE TABLE erasure (
    account_id TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
    account_id  TEXT    NOT NULL,
    device_id   TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    platform    TEXT,
    enrolled_by TEXT,             -- the device whose token enrolled it; NULL for an API key
    created_at  INTEGER NOT NULL,
    last_seen   INTEGER,          -- written now and then, not with each request
    seen_seq    INTEGER NOT NULL DEFAULT 0, -- up to where it is known to have pulled; as last_seen
    revoked_at  INTEGER,
    PRIMARY KEY (account_id, device_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE credential (
    account_id     TEXT    NOT NULL,
    credential_id  TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    prefix         TEXT    NOT NULL, -- how its token begins, for people to tell tokens apart
    digest         BLOB    NOT NULL, -- SHA-256 of the secret
    old_digest     BLOB,             -- of the secret before the last rotation
    old_expires_at INTEGER,
    role           TEXT,             -- NULL for a device, which has that of its key
    scopes         TEXT    NOT NULL, -- separated by spaces; empty for all of the role
    device_id      TEXT,             -- the device it is bound to; NULL for an API key
    enrolled_with  TEXT,             -- a device's token is worth what this API key is worth
    created_at     INTEGER NOT NULL,
    expires_at     INTEGER,
    PRIMARY KEY (account_id, credential_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX credential_by_device ON credential (account_id, device_id)
    WHERE device_id IS NOT NULL;

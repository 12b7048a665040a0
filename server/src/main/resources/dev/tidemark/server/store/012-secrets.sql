-- Secrets of the accounts, as their devices have sealed them: what is here can be read by nobody
-- but who has the key, and it is in no record, change or snapshot.
-- Times are milliseconds since 1970, UTC.

CREATE TABLE sealed_secret (
    account_id TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    edition    INTEGER NOT NULL, -- how often it was written or deleted
    ciphertext TEXT,             -- NULL where it was deleted; the row stays, so that no edition comes twice
    algorithm  TEXT    NOT NULL,
    key_id     TEXT    NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by TEXT    NOT NULL, -- the device, or else the credential
    PRIMARY KEY (account_id, name)
) STRICT, WITHOUT ROWID;
